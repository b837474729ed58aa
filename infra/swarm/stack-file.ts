/**
 * The stack file of one profile, for `docker stack deploy`: docker-compose.yml with what a swarm refuses or ignores said its own way
 * (infra/swarm/README.md tells what and why).
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { SECRET_FILES } from '../docker/secrets'
import { Problem } from '../local/problem'
import { ROOT } from '../local/settings'
import { configsOf } from './configs'
import { interpolate } from './interpolate'

type Named<T> = Readonly<Record<string, T>>
/** A service of docker-compose.yml, as far as it is read here. */
type ComposeService = {
  readonly profiles?: readonly string[]
  readonly environment?: Named<unknown>
  readonly volumes?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly shm_size?: string
  readonly ports?: readonly string[]
  readonly restart?: string
  readonly deploy?: { readonly replicas?: unknown; readonly resources?: unknown }
}
type Compose = { readonly services: Named<ComposeService>; readonly networks: Named<unknown> }

export type StackService = Readonly<Record<string, unknown>> & {
  readonly deploy: Named<unknown>
  readonly environment?: Named<string>
}
export type StackFile = {
  readonly services: Named<StackService>
  readonly networks: Named<unknown>
  readonly volumes: Named<null>
  readonly secrets: Named<unknown>
  readonly configs: Named<unknown>
}
export type StackOptions = { readonly stack: string; readonly profile: string; readonly env: Readonly<Record<string, string | undefined>> }

const SECRETS_AT = '/run/secrets-of'
/** A swarm has no such settings (`docker stack deploy` refuses a part of them and ignores the others), or has them by another name. */
const LEFT_OUT = [
  'profiles',
  'build',
  'pull_policy',
  'depends_on',
  'restart',
  'security_opt',
  'shm_size',
  'tmpfs',
  'network_mode',
  'dns_opt',
] as const
/** Where the volumes with data are: they do not move with a service. */
const DATA_NODE = 'node.labels.hopcart.data == yes'

/** The name of a swarm secret: `hopcart-web-nextauth-secret` for the file `web/nextauth-secret`. */
export function secretName(stack: string, file: string): string {
  return `${stack}-${file.replace('/', '-')}`
}

/** @throws Problem when docker-compose.yml has no such profile */
export function stackFile({ stack, profile, env }: StackOptions): StackFile {
  const compose = interpolate(
    parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true, maxAliasCount: -1 }) as Compose,
    env,
  )
  const profiles = new Set(Object.values(compose.services).flatMap((service) => service.profiles ?? []))
  if (!profiles.has(profile)) throw new Problem(`There is no profile ${profile}; there are ${[...profiles].join(', ')}.`, 2)
  const chosen = Object.entries(compose.services).filter(
    ([name, service]) => name !== 'secrets' && (!service.profiles || service.profiles.includes(profile)),
  )
  const services = Object.fromEntries(chosen.map(([name, service]) => [name, stackService(name, service, stack)]))
  const volumes = chosen.flatMap(([, service]) => namedVolumes(service))
  const configs = chosen.flatMap(([, service]) => (service.volumes ?? []).flatMap((volume) => configsOf(volume, stack) ?? []))
  const files = Object.values(SECRET_FILES).flat()
  return {
    services,
    networks: Object.fromEntries(
      Object.entries(compose.networks).map(([name, network]) => [name, { driver: 'overlay', ...(network ?? {}) }]),
    ),
    volumes: Object.fromEntries(volumes.map((name) => [name, null])),
    secrets: Object.fromEntries(files.map((file) => [secretName(stack, file), { external: true }])),
    configs: Object.fromEntries(configs.map(({ name, file }) => [name, { name, file }])),
  }
}

function stackService(name: string, service: ComposeService, stack: string): StackService {
  const { environment, volumes = [], ports, deploy } = service
  const isReplica = name.startsWith('web-')
  const rest = Object.fromEntries(Object.entries(service).filter(([key]) => !(LEFT_OUT as readonly string[]).includes(key)))
  const [secrets, own] = [volumes.filter((each) => each.includes(SECRETS_AT)), volumes.filter((each) => !each.includes(SECRETS_AT))]
  const configs = own.flatMap((each) => configsOf(each, stack) ?? [])
  const mounts = [
    ...own.filter((each) => configsOf(each, stack) === null),
    ...(service.tmpfs ?? []).map((each) => ({ type: 'tmpfs', target: each.split(':')[0] })),
    ...(service.shm_size ? [{ type: 'tmpfs', target: '/dev/shm', tmpfs: { size: bytes(service.shm_size) } }] : []),
  ]
  return {
    ...rest,
    ...(environment || isReplica
      ? { environment: { ...texts(environment ?? {}), ...(isReplica ? { REPLICA: 'web-{{.Task.Slot}}' } : {}) } }
      : {}),
    ...(mounts.length > 0 ? { volumes: mounts } : { volumes: [] }),
    ...(secrets.length > 0 ? { secrets: secrets.flatMap((volume) => secretsIn(volume, stack)) } : {}),
    ...(configs.length > 0 ? { configs: configs.map(({ name: source, target }) => ({ source, target })) } : {}),
    ...(ports ? { ports: ports.map(hostPort) } : {}),
    deploy: {
      ...deployment(service, { isReplica, hasData: namedVolumes(service).some((volume) => volume !== 'tls') }),
      resources: deploy?.resources ?? {},
    },
  }
}

function deployment({ restart, deploy }: ComposeService, { isReplica, hasData }: { isReplica: boolean; hasData: boolean }): Named<unknown> {
  if (restart === 'no') return { mode: 'replicated-job', restart_policy: { condition: 'on-failure', delay: '2s' } }
  // The name answers the addresses of the tasks that are healthy, not one before them all: nginx picks, retries and sticks itself, and an idle
  // connection to a database is not forgotten by a balancer in between.
  const always = { endpoint_mode: 'dnsrr', restart_policy: { condition: 'any', delay: '1s' } }
  if (!isReplica) return { ...always, replicas: 1, ...(hasData ? { placement: { constraints: [DATA_NODE] } } : {}) }
  return {
    ...always,
    replicas: Number(deploy?.replicas ?? 1),
    update_config: { order: 'start-first', parallelism: 1, delay: '2s', monitor: '5s', failure_action: 'rollback' },
    rollback_config: { order: 'start-first', parallelism: 1 },
  }
}

/** Which volumes of the stack a service has, without those of secrets, which are swarm secrets here. */
function namedVolumes({ volumes = [] }: ComposeService): string[] {
  return volumes.filter((each) => /^[a-z]/.test(each) && !each.includes(SECRETS_AT)).map((each) => each.split(':')[0] as string)
}

/** `web-secrets:/run/secrets-of/web:ro` → a secret for each file that is in that folder. */
function secretsIn(volume: string, stack: string): Named<unknown>[] {
  const folder = volume.split(':')[1]?.slice(SECRETS_AT.length + 1)
  const files = Object.values(SECRET_FILES)
    .flat()
    .filter((file) => file.startsWith(`${folder}/`))
  return files.map((file) => ({ source: secretName(stack, file), target: `${SECRETS_AT}/${file}`, mode: 0o444 }))
}

/** On the node itself: through the swarm's own balancer every client would come from the same address. */
function hostPort(text: string): Named<unknown> {
  const [target, published] = text.split(':').reverse()
  return { target: Number(target), published: Number(published), mode: 'host' }
}

/** `128m` in bytes. */
function bytes(size: string): number {
  const [, number, unit] = /^(\d+)([kmg])b?$/i.exec(size) ?? []
  if (!number || !unit) throw new RangeError(`${size} is no size like 128m`)
  return Number(number) * 1024 ** (1 + 'kmg'.indexOf(unit.toLowerCase()))
}

/** What is not set would be taken from the environment of whoever deploys. */
function texts(environment: Named<unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value ?? '')]))
}
