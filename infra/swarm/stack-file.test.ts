import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { SECRET_FILES } from '../docker/secrets'
import { ROOT } from '../local/settings'
import { interpolate } from './interpolate'
import { type StackService, stackFile } from './stack-file'
import { stackText } from './swarm'

/** compose.test.ts holds them against the table of modes. */
const profiles = [
  ...new Set(
    [...readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8').matchAll(/^ {2}nginx-([\w-]+):/gm)].map(([, name = '']) => name),
  ),
]
const of = (profile: string, env: Record<string, string> = {}) => stackFile({ stack: 'shop', profile, env })
const service = (profile: string, name: string, env?: Record<string, string>) => of(profile, env).services[name] as StackService

/** What `docker stack deploy` takes of a service (docker/cli, cli/compose/schema), as far as docker-compose.yml has it. */
const TAKEN = new Set(
  'image user command entrypoint environment healthcheck init networks read_only volumes secrets configs ports deploy cap_add cap_drop stop_signal stop_grace_period hostname'.split(
    ' ',
  ),
)

describe.each(profiles)('the stack of the profile %s', (profile) => {
  const { services, networks, volumes, secrets, configs } = of(profile)

  test('has its replicas, its balancer and what they need, and nothing that a swarm does not take', () => {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['migrate', 'postgres', `web-${profile}`, `nginx-${profile}`]))
    expect(
      Object.keys(services).filter((name) => name === 'secrets' || (/^(web|nginx)-/.test(name) && !name.endsWith(`-${profile}`))),
    ).toEqual([])
    for (const [name, each] of Object.entries(services))
      expect(
        Object.keys(each).filter((key) => !TAKEN.has(key)),
        name,
      ).toEqual([])
  })

  test('names only what it has', () => {
    for (const [name, each] of Object.entries(services)) {
      const used = each as {
        networks?: object
        volumes?: (string | { type: string })[]
        secrets?: { source: string }[]
        configs?: { source: string }[]
      }
      const nets = Array.isArray(used.networks) ? used.networks : Object.keys(used.networks ?? {})
      for (const network of nets) expect(networks, name).toHaveProperty(network)
      for (const volume of used.volumes ?? [])
        if (typeof volume === 'string') expect(volumes, name).toHaveProperty(volume.split(':')[0] as string)
      for (const { source } of used.secrets ?? []) expect(secrets, name).toHaveProperty([source])
      for (const { source } of used.configs ?? []) expect(configs, name).toHaveProperty([source])
    }
  })

  test('is the same after it was written and read', () => {
    expect(parse(stackText({ stack: 'shop', profile, env: {} }), { version: '1.1' })).toEqual(of(profile))
  })
})

test('every secret comes from the swarm, and to the services that read it', () => {
  const files = Object.values(SECRET_FILES).flat()
  const { secrets, services } = of('redis')
  expect(Object.keys(secrets).sort()).toEqual(files.map((file) => `shop-${file.replace('/', '-')}`).sort())
  const targets = Object.values(services).flatMap((each) => (each.secrets ?? []) as { target: string }[])
  expect([...new Set(targets.map(({ target }) => target))].sort()).toEqual(files.map((file) => `/run/secrets-of/${file}`).sort())
})

test('the balancer has every file of infra/nginx, on the ports of its node, where clients keep their addresses', () => {
  const { configs, ports } = service('redis', 'nginx-redis', { PORT: '18180' }) as unknown as {
    configs: { target: string }[]
    ports: unknown[]
  }
  const files = readdirSync(path.join(ROOT, 'infra/nginx')).filter((file) => /\.(conf|template|sh)$/.test(file))
  expect(configs.map(({ target }) => target).sort()).toEqual(files.map((file) => `/etc/hopcart/${file}`).sort())
  expect(ports).toEqual([
    { target: 8080, published: 18_180, mode: 'host' },
    { target: 8443, published: 8443, mode: 'host' },
  ])
})

test('replicas have a name each, come before the old ones go, and are found one by one', () => {
  const { deploy, environment } = service('redis', 'web-redis', { REPLICAS: '5' })
  expect(environment).toMatchObject({ REPLICA: 'web-{{.Task.Slot}}', SESSION_STORE: 'redis://redis:6379', MAX_SESSIONS: '' })
  expect(deploy).toMatchObject({ replicas: 5, endpoint_mode: 'dnsrr', update_config: { order: 'start-first', parallelism: 1 } })
})

test('what has data stays at its node; what runs once is a job', () => {
  expect(service('redis', 'redis').deploy).toMatchObject({ placement: { constraints: ['node.labels.hopcart.data == yes'] } })
  expect(service('redis', 'migrate').deploy).toMatchObject({ mode: 'replicated-job', restart_policy: { condition: 'on-failure' } })
  expect(service('redis', 'postgres')).toMatchObject({
    volumes: expect.arrayContaining([{ type: 'tmpfs', target: '/dev/shm', tmpfs: { size: 128 * 2 ** 20 } }]),
  })
})

test('a profile that there is not is said', () => {
  expect(() => of('nonsense')).toThrow(/There is no profile nonsense; there are .*redis/)
})

describe('what compose asks of the environment', () => {
  const env = { A: 'a', EMPTY: '', PRICE: '$5' }
  /** With % for $: such a text looks like a template that somebody forgot to make one. */
  const filled = (text: string) => interpolate({ in: [text.replaceAll('%', '$')] }, env).in[0]
  test.each([
    ['%{A}', 'a'],
    ['%{A:-b}%{EMPTY:-c}%{NONE:-}', 'ac'],
    ['tls%{A:+:ro}%{EMPTY:+x}', 'tls:ro'],
    ['%%(cut)', '$$(cut)'],
    ['%{PRICE}', '$$5'],
  ])('%j', (text, expected) => expect(filled(text)).toBe(expected))

  test('what it does not understand is refused, not passed on', () => {
    for (const text of ['%{A:?gone}', '%A', '%{a}']) expect(() => filled(text)).toThrow(RangeError)
  })

  test('docker-compose.yml asks for nothing else', () => {
    expect(() => interpolate(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8').replaceAll(/^\s*#.*$/gm, ''), {})).not.toThrow()
  })
})
