/**
 * What measured figures come to for many sessions: pure arithmetic of them and of the assumptions.
 *
 * @module
 */
import type { Assumptions } from './assumptions'
import type { CapacityResult, Costs, Design, Held } from './result'

export type Rates = { readonly inUse: number; readonly reads: number; readonly changes: number; readonly slides: number }
export type Need = {
  /** Bytes of data, one copy; and of memory (or tables) in all, with copies and overhead. */
  readonly data: number
  readonly total: number
  /** Servers of the assumed size, or replicas where they hold the sessions. */
  readonly servers: number
  /** What decides that number. */
  readonly by: 'memory' | 'calls' | 'the least'
  /** Bytes per second on the store's wire, over all. */
  readonly wire: number
  /** Null: as it should be; else why not. */
  readonly problem: string | null
}

/** What happens per second at the busiest time. */
export function rates(sessions: number, a: Assumptions): Rates {
  const inUse = sessions * a.inUse
  const requests = (inUse * a.requestsPerMinute) / 60
  // A change slides, too, so that only reads are left to: at most one of them in a slide interval.
  return { inUse, reads: requests * (1 - a.changes), changes: requests * a.changes, slides: inUse / a.slideSeconds }
}

/** Bytes of an average session: most are idle, those in use remember their latest changes. */
export function averageBytes({ fresh, idle }: Held, a: Assumptions): number {
  const mixed = (held: Held['idle']) => held.shopper * a.shopperShare + held.guest * (1 - a.shopperShare)
  return mixed(idle) * (1 - a.inUse) + mixed(fresh) * a.inUse
}

/** Bytes per second that the calls of a second carry. */
function wireOf({ read, change, slide }: Costs, { reads, changes, slides }: Rates): number {
  return read.bytes * reads + change.bytes * changes + slide.bytes * slides
}

/** @param copies of each session; 1 is the mode redis. @param sharded whether there may be several masters (redis-cluster) */
export function redisNeed({ redis }: CapacityResult, sessions: number, a: Assumptions, copies: number, sharded: boolean): Need {
  const rate = rates(sessions, a)
  const data = averageBytes(redis.held, a) * sessions
  const resident = data * a.redisFragmentation * (1 + a.redisForkShare)
  const { read, change, slide } = redis.costs
  const seconds = (['read', 'change', 'slide'] as const).map((call) => (redis.costs[call].serverMicroseconds ?? 0) / 1e6)
  const busy = (seconds[0] as number) * rate.reads + (seconds[1] as number) * rate.changes + (seconds[2] as number) * rate.slides
  const byMemory = Math.max(Math.ceil(data / a.redisProcessBytes), Math.ceil(resident / (a.serverBytes * a.serverShare)))
  const byCalls = Math.ceil(busy / a.redisBusy)
  const least = sharded ? a.clusterMasters : 1
  const masters = Math.max(least, byMemory, byCalls)
  const by = masters === least ? 'the least' : byMemory >= byCalls ? 'memory' : 'calls'
  const problem = !sharded && masters > 1 ? `one process is too few: ${by === 'memory' ? 'its data' : 'its core'}` : null
  // What a write costs on the way to a copy is about what it costs on the way to the master.
  const toCopies = (copies - 1) * (change.bytes * rate.changes + slide.bytes * rate.slides)
  void read
  return {
    data,
    total: resident * copies,
    servers: (sharded ? masters : 1) * copies,
    by,
    wire: wireOf(redis.costs, rate) + toCopies,
    problem,
  }
}

export function postgresNeed({ postgres }: CapacityResult, sessions: number, a: Assumptions): Need {
  const rate = rates(sessions, a)
  const data = averageBytes(postgres.held, a) * sessions
  const commits = rate.changes + rate.slides
  const byCalls = Math.max(commits / a.postgresCommits, rate.reads / a.postgresReads)
  const problem =
    byCalls > 1
      ? `${Math.round(commits).toLocaleString('en-US')} commits and ${Math.round(rate.reads).toLocaleString('en-US')} reads a second are more than one server's`
      : null
  const by = byCalls > 1 ? 'calls' : 'the least'
  return { data, total: data * a.postgresBloat, servers: 1, by, wire: wireOf(postgres.costs, rate), problem }
}

export function clusterNeed({ cluster }: CapacityResult, design: Design, sessions: number, a: Assumptions): Need {
  const rate = rates(sessions, a)
  const { held, costs } = cluster[design]
  const data = averageBytes(held, a) * sessions
  // Of a cluster of three: a change reaches two others in `replicated`, and every member beyond adds as much as one of them.
  const wireFor = (members: number) => (design === 'replicated' ? (wireOf(costs, rate) / 2) * (members - 1) : wireOf(costs, rate))
  if (design === 'replicated') {
    const problem =
      data > a.replicaHeapBytes
        ? `every replica would hold ${gib(data)}`
        : wireFor(3) / 3 > a.clusterWireBytes
          ? 'the wire carries too much'
          : null
    return { data, total: data * 3, servers: 3, by: 'the least', wire: wireFor(3), problem }
  }
  const members = Math.max(3, Math.ceil((2 * data) / a.replicaHeapBytes))
  const problem = members > a.clusterMembers ? `${members} replicas would have to know each other` : null
  return { data, total: 2 * data, servers: members, by: members > 3 ? 'memory' : 'the least', wire: wireFor(members), problem }
}

export type CookieTraffic = { readonly up: number; readonly down: number }

/** Bytes per second of cookies in requests, and in answers that set one: every change and every slide does where the cookie is the session. */
export function cookieTraffic({ stateless }: CapacityResult, sessions: number, a: Assumptions): Record<'sealed' | 'token', CookieTraffic> {
  const rate = rates(sessions, a)
  const sealed = stateless.cookie.shopper * a.shopperShare + stateless.cookie.guest * (1 - a.shopperShare)
  const requests = rate.reads + rate.changes
  return {
    sealed: { up: sealed * requests, down: (sealed + stateless.attributes) * (rate.changes + rate.slides) },
    token: { up: stateless.token * requests, down: 0 },
  }
}

/** The number of sessions at which a need has its first problem, to about a percent; null: below 1,000 million there is none. */
export function limitOf(need: (sessions: number) => Need): number | null {
  let [low, high] = [1, 1e9]
  if (need(high).problem === null) return null
  while (high / low > 1.005) {
    const middle = Math.sqrt(low * high)
    if (need(middle).problem === null) low = middle
    else high = middle
  }
  return low
}

export function gib(bytes: number): string {
  const size = bytes / 2 ** 30
  return size >= 100
    ? `${Math.round(size).toLocaleString('en-US')} GiB`
    : size >= 1
      ? `${size.toFixed(1)} GiB`
      : `${Math.round(size * 1024)} MiB`
}
