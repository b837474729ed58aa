/**
 * The modes and what each of them promises, as plain data that a browser may load too: pages, e2e stories, launcher, compose
 * profiles and docs are all made from, or checked against, this one table.
 *
 * @module
 */
import { CLUSTERED, EXTERNAL, IN_BROWSER, type ModePromise, ONE_REPLICA, REDIS, REDIS_COPIES, STICKY } from './promises'

/** Where the sessions are. */
export type StoreName = 'memory' | 'postgres' | 'redis' | 'replicated' | 'primary-backup' | 'stateless'

/** How the balancer picks a replica. */
export type Affinity = 'none' | 'cookie' | 'ip'

export type Mode = {
  /** Also the compose profile, the value of `X-Mode`, and the prefix of the mode's cookie in the lab. */
  readonly name: string
  readonly store: StoreName
  readonly affinity: Affinity
  readonly title: string
  /** One sentence: what this mode is there to show. */
  readonly shows: string
  /** Whether this version can open it. */
  readonly available: boolean
  /** `SESSION_STORE` in the mode's compose profile. */
  readonly sessionStore: string
  readonly promise: ModePromise
}

/** All modes, in the order in which the Lab tells the story: the problem first. */
export const MODES = [
  {
    name: 'memory',
    store: 'memory',
    affinity: 'none',
    title: 'Memory',
    shows: 'The problem itself: signed in on one replica, a stranger on the next.',
    available: true,
    sessionStore: 'memory:',
    promise: ONE_REPLICA,
  },
  {
    name: 'sticky',
    store: 'memory',
    affinity: 'cookie',
    title: 'Sticky sessions',
    shows: 'Fixed by a cookie that ties each browser to one replica, until that replica dies or gets all the load.',
    available: true,
    sessionStore: 'memory:',
    promise: STICKY,
  },
  {
    name: 'sticky-ip',
    store: 'memory',
    affinity: 'ip',
    title: 'Sticky by address',
    shows: 'The same without a cookie: everybody behind one address shares one replica.',
    available: true,
    sessionStore: 'memory:',
    promise: STICKY,
  },
  {
    name: 'replicated',
    store: 'replicated',
    affinity: 'none',
    title: 'All-to-all replication',
    shows: 'Every replica holds every session: survives crashes, costs memory times the replicas, and lags a little.',
    available: true,
    sessionStore: 'replicated:?peers=dns:replicated:7600&ack=applied',
    promise: CLUSTERED,
  },
  {
    name: 'primary-backup',
    store: 'primary-backup',
    affinity: 'none',
    title: 'Primary and backup',
    shows: 'Two replicas hold each session and the others know where: the memory of two copies, however many replicas there are.',
    available: true,
    sessionStore: 'primary-backup:?peers=dns:primary-backup:7600',
    promise: { ...CLUSTERED, whenCutOff: 'fenced' },
  },
  {
    name: 'db',
    store: 'postgres',
    affinity: 'none',
    title: 'Database',
    shows: 'Sessions in Postgres: durable, and slower than memory.',
    available: true,
    sessionStore: 'postgres:',
    promise: EXTERNAL,
  },
  {
    name: 'redis',
    store: 'redis',
    affinity: 'none',
    title: 'Redis',
    shows: 'Sessions in one Redis that all replicas share: fast, and a single point of failure.',
    available: true,
    sessionStore: 'redis://redis:6379',
    promise: REDIS,
  },
  {
    name: 'redis-ha',
    store: 'redis',
    affinity: 'none',
    title: 'Redis with Sentinel',
    shows: 'The store itself fails over: a replica of Redis takes over when the master dies.',
    available: true,
    sessionStore: 'redis+sentinel://sentinel-1,sentinel-2,sentinel-3',
    promise: REDIS_COPIES,
  },
  {
    name: 'redis-cluster',
    store: 'redis',
    affinity: 'none',
    title: 'Redis Cluster',
    shows: 'Sessions are spread over several Redis masters, for more of them than one can carry.',
    available: true,
    sessionStore: 'redis+cluster://redis-cluster-1,redis-cluster-2,redis-cluster-3,redis-cluster-4,redis-cluster-5,redis-cluster-6',
    promise: REDIS_COPIES,
  },
  {
    name: 'stateless',
    store: 'stateless',
    affinity: 'none',
    title: 'Sealed cookie',
    shows: 'The session travels in a sealed cookie and there is no store: 4\u00a0KB, no revocation, and tabs overwrite each other.',
    available: true,
    sessionStore: 'stateless:',
    promise: IN_BROWSER,
  },
] as const satisfies readonly Mode[]

export type ModeName = (typeof MODES)[number]['name']

/** The profile that has every available mode in one stack; the browser chooses by cookie or header. */
export const LAB = {
  name: 'lab',
  title: 'The Lab',
  shows: 'Choose the mode on the page, per browser: one stack, every mode, side by side in two windows.',
  sessionStore: 'lab:',
  /** What a browser gets that has not chosen. */
  defaultMode: 'redis',
} as const satisfies { defaultMode: ModeName; [key: string]: string }

export type ProfileName = ModeName | typeof LAB.name

const names: ReadonlySet<string> = new Set(MODES.map(({ name }) => name))

/** Whether a text, from a header or a form, names a mode (available or not). */
export function isMode(text: string): text is ModeName {
  return names.has(text)
}

/** A mode's row of the table. */
export function modeOf(name: ModeName): Mode & { readonly name: ModeName } {
  const mode = MODES.find((each) => each.name === name)
  if (!mode) throw new RangeError(`There is no mode "${name}".`)
  return mode
}
