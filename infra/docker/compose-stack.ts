import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProfileName } from '../../sessions/modes'
import { freePort } from '../local/free-port'
import type { Stack } from '../local/stack'
import { Compose, docker, longDocker } from './compose'

export type ComposeStackOptions = {
  readonly mode: ProfileName
  /** @default any free one */
  readonly port?: number
  readonly onLine?: (line: string) => void
}

/** A stack of containers in the clothes of a local one, and what only containers can. */
export type ComposeStack = Stack & {
  readonly compose: Compose
  /** `https://localhost:8443` */
  readonly tlsUrl: string
  /** How many replicas there shall be, while the others go on. */
  scale(replicas: number): Promise<void>
  /** Cuts a replica off from the others, though not from the balancer and from Postgres, until `mend`; where replicas keep sessions among themselves. */
  cut(name: string): void
  mend(name: string): void
  /** Stops one replica gracefully and starts it again; resolves when it is healthy. */
  restart(name: string): Promise<void>
}

const HEALTHY_MS = 60_000

/** Builds the image if need be and brings one profile up, healthy, under a project name of its own. */
export async function startComposeStack({ mode, port, onLine }: ComposeStackOptions): Promise<ComposeStack> {
  const [httpPort, tlsPort] = [port ?? (await freePort()), await freePort()]
  const compose = new Compose({
    project: `hopcart-test-${mode}`,
    profile: mode,
    env: {
      PORT: `${httpPort}`,
      TLS_PORT: `${tlsPort}`,
      REPLICAS: '3',
      // Given before the build, so that a test can look for them in the image; the passwords are made.
      NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    },
    onLine,
  })
  const web = `web-${mode}`
  const containerOf = (name: string) => {
    const [, number] = /^web-(\d+)$/.exec(name) ?? []
    return number ? compose.container(web, Number(number)) : compose.container(name === 'nginx' ? `nginx-${mode}` : name)
  }
  const replicaNames = () =>
    compose
      .containers(web)
      .map((name) => `web-${/\d+$/.exec(name)?.[0]}`)
      .sort()
  const untilHealthy = async (container: string) => {
    const format = '{{.State.Running}} {{if .State.Health}}{{.State.Health.Status}}{{end}}'
    for (
      const end = Date.now() + HEALTHY_MS;
      (await longDocker('inspect', '--format', format, container)) !== 'true healthy';
      await sleep(100)
    )
      if (Date.now() > end)
        throw new Error(`${container} is not healthy after ${HEALTHY_MS / 1000} s:\n${docker('logs', '--tail', '20', container)}`)
  }
  const life = (name: string) => {
    const [pid, started, address = ''] = docker(
      'inspect',
      '--format',
      `{{.State.Pid}} {{.State.StartedAt}}{{with index .NetworkSettings.Networks "${compose.project}_data"}} {{.IPAddress}}{{end}}`,
      containerOf(name),
    ).split(' ')
    return { pid: Number(pid) || null, started: Date.parse(started ?? '') || null, address }
  }
  // The networks of containers are this machine's, too; the passwords are in volumes that only their services have.
  let passwords: { postgres: string; redis: string } | undefined
  let redisNames: string[] = []
  const passwordsOf = () => {
    const read = (name: string, folder: string, file: string) =>
      docker('exec', compose.container(name), 'cat', `/run/secrets-of/${folder}/${file}`)
    const [aRedis] = redisNames
    passwords ??= {
      postgres: read('postgres', 'postgres', 'password'),
      redis: aRedis ? (read(aRedis, 'redis', 'redis.conf').split(' ')[1] ?? '') : '',
    }
    return passwords
  }
  const redisState = (name: string) => {
    const { address, ...redis } = life(name)
    const port = name.startsWith('sentinel') ? 26_379 : 6379
    return { ...redis, port, url: `redis://:${encodeURIComponent(passwordsOf().redis)}@${address}:${port}` }
  }
  const url = `http://localhost:${httpPort}`
  const clusterNetwork = `${compose.project}_cluster`
  const down = () => compose.run('down', '--volumes', '--timeout', '15')

  await down() // of a run that was killed
  try {
    await compose.run('up', '--detach', '--build', '--wait', '--wait-timeout', '180')
  } catch (error) {
    await down()
    throw error
  }
  redisNames = namesOfRedis(compose.services())
  return {
    compose,
    url,
    tlsUrl: `https://localhost:${tlsPort}`,
    variesAddresses: false,
    clientAddress: docker('network', 'inspect', '--format', '{{(index .IPAM.Config 0).Gateway}}', `${compose.project}_edge`),
    operator: { args: ['--compose', '--project', compose.project], env: {} },
    directory: null,
    state() {
      const { address, ...postgres } = life('postgres')
      const password = passwordsOf()
      return {
        port: httpPort,
        mode,
        url,
        launcher: { pid: null, started: null },
        nginx: life('nginx'),
        redis: redisNames.includes('redis') ? redisState('redis') : null,
        get redisNodes() {
          const names = redisNames.filter((name) => name !== 'redis') // looked at only when asked for: there may be a dozen
          return names.map((name) => ({
            name,
            role: name.startsWith('sentinel') ? ('sentinel' as const) : ('redis' as const),
            ...redisState(name),
          }))
        },
        postgres: { ...postgres, port: 5432, url: `postgres://hopcart:${encodeURIComponent(password.postgres)}@${address}:5432/hopcart` },
        replicas: replicaNames().map((name) => {
          const { address: host, ...rest } = life(name)
          return { name, ...rest, port: 3000, address: `http://${host}:3000` }
        }),
      }
    },
    // From inside and as the replica's own user, so that it is a crash and not a stop: Docker starts again what crashes, not what was stopped.
    kill(name, signal = 'SIGKILL') {
      const before = life(name).pid
      try {
        docker('exec', containerOf(name), 'sh', '-c', `kill -${signal.slice(3)} -1`)
      } catch (error) {
        if (before === null) throw error // else: the shell went down with the container
      }
    },
    pause: (name) => void docker('pause', containerOf(name)),
    resume: (name) => void docker('unpause', containerOf(name)),
    async takeDown(name, signal = 'SIGKILL') {
      docker('kill', '--signal', signal, containerOf(name))
      await longDocker('wait', containerOf(name))
    },
    async bringBack(name) {
      await longDocker('start', containerOf(name))
      await untilHealthy(containerOf(name))
    },
    scale: (replicas) => compose.run('up', '--detach', '--no-build', '--no-recreate', '--wait', '--scale', `${web}=${replicas}`),
    cut: (name) => void docker('network', 'disconnect', clusterNetwork, containerOf(name)),
    mend: (name) => void docker('network', 'connect', '--alias', mode, clusterNetwork, containerOf(name)),
    async restart(name) {
      await longDocker('restart', '--time', '30', containerOf(name))
      await untilHealthy(containerOf(name))
    },
    async stop() {
      await down()
      const left = compose.leftovers()
      if (left.length > 0) throw new Error(`docker compose down left ${left.join(', ')}`)
    },
    stopNow: () => void docker('compose', '--project-name', compose.project, 'kill'),
  }
}

/** Of a project's services those that are a Redis server or a Sentinel, in the order of a local stack. */
function namesOfRedis(services: readonly string[]): string[] {
  const isRedis = (name: string) => /^(redis|redis-ha-\d|sentinel-\d|redis-cluster-\d)$/.test(name)
  const rank = (name: string) => ['redis', 'redis-ha', 'sentinel', 'redis-cluster'].indexOf(name.replace(/-\d$/, ''))
  return services.filter(isRedis).sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
}
