import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { LIFETIMES, type NearCacheCounters, type SessionStore, type Step } from '../../sessions'
import { openRedisStore } from '../../sessions/stores/redis'
import { FULL_CART, makeSessions, SESSIONS } from '../sessions/contestant'
import { collectGarbage } from '../sessions/garbage'
import { measureSlice, type Slice } from '../sessions/measure'
import { shuffle } from '../sessions/statistics'
import type { Status } from '../sessions/status'

/** So many reads, and the event loop takes a turn: a heartbeat would not be heard in a loop that never waits. Turns cost more than reads, and are the requests', not the reads'. */
const READS_A_TURN = 256
const WARM_UP_MS = 300
const LEAD_IN_MS = 50
const SLICE_MS = 650
/** Of a memory, in one slice. */
const MOST = 2_000_000
/** While reads are measured, another replica changes so many sessions a second. */
const CHANGES_A_SECOND = 200

/** One way to read: how many at once, and whether another replica changes sessions meanwhile. */
type Way = { readonly concurrency: number; readonly changes: number }
const WAYS: readonly Way[] = [
  { concurrency: 1, changes: 0 },
  { concurrency: 32, changes: 0 },
  { concurrency: 32, changes: CHANGES_A_SECOND },
]

/** `cpuMicros`: the processor time that one read takes of the replica's process, which does not depend on what else the machine does. */
type ReadSlice = Slice & { readonly cpuMicros: number }
export type WayResult = Way & { readonly near: readonly ReadSlice[]; readonly plain: readonly ReadSlice[]; readonly hitRate: number }
export type NearCacheMeasured = { readonly ways: readonly WayResult[]; readonly lagP50Ms: number; readonly lagP99Ms: number }

/** Reads the same sessions of the same Redis with a near-cache and without, in turns. @param url of the Redis */
export async function measureNearCache(url: string, rounds: number, status: Status): Promise<NearCacheMeasured> {
  const [near, plain, other] = [openRedisStore(`${url}?near-cache=on`), openRedisStore(url), openRedisStore(url)]
  try {
    const tokens = await sessionsIn(plain)
    const ways: WayResult[] = []
    for (const way of WAYS) {
      const what = `reads, ${way.concurrency} at once, ${way.changes} changes/s elsewhere`
      status.show(what)
      ways.push(await measureWay(way, { near, plain, other }, tokens, rounds))
      status.done(what)
    }
    const { lagP50Ms, lagP99Ms } = countersOf(near)
    return { ways, lagP50Ms: lagP50Ms ?? Number.NaN, lagP99Ms: lagP99Ms ?? Number.NaN }
  } finally {
    await Promise.all([near, plain, other].map((store) => store.close()))
  }
}

type Stores = { readonly near: SessionStore; readonly plain: SessionStore; readonly other: SessionStore }

async function measureWay(way: Way, { near, plain, other }: Stores, tokens: readonly string[], rounds: number): Promise<WayResult> {
  const slices = { near: [] as ReadSlice[], plain: [] as ReadSlice[] }
  const reads = { near: readsOf(near, tokens), plain: readsOf(plain, tokens) }
  const run = async (name: 'near' | 'plain', durationMs: number): Promise<ReadSlice> => {
    const [begun, before] = [performance.now(), process.cpuUsage()]
    const slice = await measureSlice(reads[name], { concurrency: way.concurrency, single: false, durationMs, maxOperations: MOST })
    const { user, system } = process.cpuUsage(before)
    return { ...slice, cpuMicros: (user + system) / (slice.opsPerSecond * ((performance.now() - begun) / 1000)) }
  }
  const stop = changing(other, tokens, way.changes)
  try {
    for (const name of ['near', 'plain'] as const) await run(name, WARM_UP_MS)
    let [hits, misses] = [0, 0]
    for (let round = 0; round < rounds; round++) {
      for (const name of shuffle(['near', 'plain'] as const, round)) {
        collectGarbage()
        await run(name, LEAD_IN_MS)
        const before = countersOf(near)
        slices[name].push(await run(name, SLICE_MS))
        const after = countersOf(near)
        await checkAll(near, tokens)
        hits += after.hits - before.hits
        misses += after.misses - before.misses
      }
    }
    return { ...way, ...slices, hitRate: hits / (hits + misses) }
  } finally {
    await stop()
  }
}

/** The store's own promise wherever it can be: one more around it would cost a fifth of a read from memory. */
function readsOf(store: SessionStore, tokens: readonly string[]): (session: number) => Promise<unknown> {
  let count = 0
  return (session) => {
    const read = () => store.read(tokens[session] as string, 1)
    return ++count % READS_A_TURN === 0 ? nextTurn().then(read) : read()
  }
}

/** That what was read was there, and is still. */
async function checkAll(store: SessionStore, tokens: readonly string[]): Promise<void> {
  for (const token of tokens) if (!(await store.read(token, 1))) throw new Error('A session is lost.')
}

/** Another replica at work. Answers how to stop it. */
function changing(store: SessionStore, tokens: readonly string[], aSecond: number): () => Promise<void> {
  if (aSecond === 0) return async () => {}
  const under = new Set<Promise<unknown>>()
  let next = 0
  let failure: unknown
  const timer = setInterval(() => {
    const change = { id: randomUUID(), steps: [{ set: 'seen', value: next } satisfies Step] }
    const call = store.change(tokens[next++ % SESSIONS] as string, change).catch((error: unknown) => {
      failure = error
    })
    under.add(call.finally(() => under.delete(call)))
  }, 1000 / aSecond)
  return async () => {
    clearInterval(timer)
    await Promise.all(under)
    if (failure) throw failure
  }
}

async function sessionsIn(store: SessionStore): Promise<string[]> {
  const steps = Object.entries(FULL_CART).map(([name, value]): Step => ({ set: `cart:${name}`, value }))
  return makeSessions(async () => (await store.create({ change: { id: randomUUID(), steps }, lifetime: LIFETIMES.guest })).token)
}

function countersOf({ nearCache }: SessionStore): NearCacheCounters {
  if (!nearCache) throw new Error('There is no near-cache.')
  return nearCache()
}
