import { CLUSTER_DESIGNS, type ClusterUrl, clusterConfigs } from './cluster-url'
import { LAB, type ModeName } from './modes'
import { guardedStore } from './outage/guarded-store'
import type { SessionStore, StoreOptions } from './session'
import { InvalidStoreSettings, POSTGRES, parseSessionStoreUrl, redisServers, redisVia, type StoreConfig, serverUrls } from './store-url'
import { type ClusterConfig, type ClusterOptions, type ClusterStore, openClusterStores } from './stores/cluster/open-cluster-store'
import { openMemoryStore } from './stores/memory'
import { openPostgresStore } from './stores/postgres'
import { openRedisStore } from './stores/redis'
import type { RedisVia } from './stores/redis/nodes'
import { REDIS_MODES, type RedisServers } from './stores/redis/servers'
import { openStatelessStore } from './stores/stateless'
import { parseSessionKeys, type SessionKeys } from './stores/stateless/keys'

export { parseSessionStoreUrl } from './store-url'

/** Where DATABASE_URL, SESSION_DATABASE_URL, REDIS_…, CLUSTER_… and SESSION_KEYS are looked up, as far as `SESSION_STORE` asks for them; `process.env` will do. */
export type StoreEnv = Readonly<Record<string, string | undefined>>

/** `onFrame` is heard in the lab only. */
export type OpenOptions = ClusterOptions

/** The stores of one process, by mode. */
export type OpenStores = {
  /** Whether the browser may choose the mode. */
  readonly isLab: boolean
  /** The mode of a request that names none (no balancer in front). */
  readonly defaultMode: ModeName
  /** The modes that are open here, in the table's order. */
  readonly modes: readonly ModeName[]
  readonly stores: readonly SessionStore[]
  /** Those of them that the replicas keep among themselves, by mode. */
  readonly clusters: ReadonlyMap<ModeName, ClusterStore>
  readonly has: (mode: ModeName) => boolean
  /** @throws RangeError when the mode is not open here; ask `has` first. */
  readonly storeFor: (mode: ModeName) => SessionStore
  /** Closes all of them; calling it again is harmless. */
  readonly close: () => Promise<void>
}

/**
 * Opens what `SESSION_STORE` names. Nothing is connected yet: a store connects with its first call, so that an outage at the
 * start is an outage like any other.
 * @example const { storeFor, close } = openStores(process.env.SESSION_STORE ?? 'memory:', process.env)
 * @throws InvalidStoreSettings with everything that is wrong, so that a server does not start with half of its stores.
 */
export function openStores(url: string, env: StoreEnv = {}, options: OpenOptions = {}): OpenStores {
  const config = parseSessionStoreUrl(url)
  const byMode = new Map(openers(config, env, options).map(([mode, open]) => [mode, open()]))
  const modes = [...byMode.keys()]
  return {
    isLab: config.kind === 'lab',
    defaultMode: config.kind === 'lab' ? LAB.defaultMode : (modes[0] as ModeName),
    modes,
    stores: [...byMode.values()],
    clusters: new Map([...byMode].filter((each): each is [ModeName, ClusterStore] => 'joined' in each[1])),
    has: (mode) => byMode.has(mode),
    storeFor: (mode) => {
      const store = byMode.get(mode)
      if (!store) throw new RangeError(`The mode "${mode}" is not open here; open are ${modes.join(', ')}.`)
      return store
    },
    close: async () => {
      await Promise.all([...byMode.values()].map((store) => store.close()))
    },
  }
}

type Opener = readonly [mode: ModeName, open: () => SessionStore]

/** What to open, in the order of the table of modes. All settings are checked before anything is opened. */
function openers(config: StoreConfig, env: StoreEnv, { onFrame, ...options }: OpenOptions): Opener[] {
  // One memory per mode: side by side in the Lab, "sign out everywhere" in one window leaves the other mode's window alone.
  const memory = (['memory', 'sticky', 'sticky-ip'] as const).map((mode): Opener => [mode, () => openMemoryStore(options)])
  const postgres = (address: string): Opener => ['db', () => guardedStore(openPostgresStore(address, options))]
  const stateless = (keys: SessionKeys): Opener => ['stateless', () => openStatelessStore(keys, options)]
  switch (config.kind) {
    case 'memory':
      return memory
    case 'replicated':
    case 'primary-backup': {
      const { configs, problems } = clusterConfigs([config], env)
      if (problems.length > 0) throw new InvalidStoreSettings(problems.join('\n'))
      return clusters(configs, options)
    }
    case 'postgres':
      return [postgres(config.url ?? serverUrls({ DATABASE_URL: [env.DATABASE_URL, POSTGRES] }).DATABASE_URL)]
    case 'redis':
      return redis([config.servers], redisVia(env.REDIS_VIA), options)
    case 'stateless':
      return [stateless(parseSessionKeys(env.SESSION_KEYS))]
    case 'lab': {
      const { configs, problems } = clusterConfigs(CLUSTER_DESIGNS.map(inLab), env)
      // The sessions' way to the database may be another one than the shop's: the Lab breaks it, and the catalogue stays.
      const name = env.SESSION_DATABASE_URL ? 'SESSION_DATABASE_URL' : 'DATABASE_URL'
      const [urls, servers, via, , keys] = allOf(
        () => serverUrls({ [name]: [env[name], POSTGRES] }),
        () => labServers(env),
        () => redisVia(env.REDIS_VIA),
        () => {
          if (problems.length > 0) throw new InvalidStoreSettings(problems.join('\n'))
        },
        () => parseSessionKeys(env.SESSION_KEYS),
      )
      const observed = onFrame ? { ...options, onFrame } : options
      return [...memory, ...clusters(configs, observed), postgres(urls[name] as string), ...redis(servers, via, options), stateless(keys)]
    }
  }
}

function redis(servers: readonly RedisServers[], via: RedisVia, options: StoreOptions): Opener[] {
  return servers.map((each): Opener => {
    const open = () => openRedisStore(each, { ...options, via })
    return [REDIS_MODES[each.topology], each.topology === 'cluster' ? open : () => guardedStore(open())]
  })
}

/** The Redis stores of the lab, which must have the plain one; the others are open where their addresses are set. */
function labServers(env: StoreEnv): RedisServers[] {
  const others = [['REDIS_HA_URL', 'sentinel'] as const, ['REDIS_CLUSTER_URL', 'cluster'] as const].filter(([name]) => env[name])
  const named = [['REDIS_URL', 'single'] as const, ...others]
  return allOf(
    ...named.map(
      ([name, topology]) =>
        () =>
          redisServers(name, env[name], topology),
    ),
  )
}

/** They are opened together, by the first of them: they share one wire. */
function clusters(configs: readonly ClusterConfig[], options: ClusterOptions): Opener[] {
  let opened: ClusterStore[] | undefined
  return configs.map(({ design }, i): Opener => {
    const open = () => {
      opened ??= openClusterStores(configs, options)
      return opened[i] as ClusterStore
    }
    return [design, open]
  })
}

/** In the lab all that could stand in the URL comes from the environment. */
function inLab(kind: ClusterUrl['kind']): ClusterUrl {
  return { kind, peers: null, listen: null, ack: 'applied' }
}

/** What the checks answer. @throws InvalidStoreSettings about what is wrong in any of them */
function allOf<Answers extends unknown[]>(...checks: { [I in keyof Answers]: () => Answers[I] }): Answers {
  const problems: string[] = []
  const checked = checks.map((check) => {
    try {
      return check()
    } catch (error) {
      if (!(error instanceof InvalidStoreSettings)) throw error
      problems.push(error.message)
      return null
    }
  })
  if (problems.length > 0) throw new InvalidStoreSettings(problems.join('\n'))
  return checked as Answers
}
