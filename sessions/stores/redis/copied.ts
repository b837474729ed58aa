import type { Redis } from 'ioredis'

/** How long a copy may take. A call may stand behind a wait under way, then wait for the next one, then for its own: all below the time-out of a command. */
const WAIT_MS = 150
/** The mark expires by itself; what comes in between makes the same one anew. */
const MARK_MS = 1000
/**
 * A copy that has not been heard of for longer, in seconds, is none: it stands still, or is cut off. Above `min-replicas-max-lag` in the stacks (3), which
 * Redis looks at once a second: until it refuses writes, there is somebody to wait for.
 */
const MAX_LAG = 5
/** How many keys are tried, each in another slot: in a cluster, any slot may be about to move away. */
const MARKS = 4

/** Names a key of a master's by the number of tries. */
export type Mark = (tries: number) => string

/**
 * Runs `call` and answers when one copy of the master has what it wrote, and all that was written before it by whomever.
 *
 * - `WAIT` holds up everything behind it on its connection, so it goes only after a call that was done, and not on the connection of the reads.
 *   Calls that are done while one waits share the next wait: one behind the other they would wait for ever longer.
 * - Both go by one connection: another one may lead to another master already, whose copies have something else.
 * - A call that is repeated finds its work done and writes nothing, and since Redis 7.2 `WAIT` waits only for what its own connection has
 *   written. The mark makes it wait for the first try too, which may have come from another process.
 * - Without any copy in step there is nothing to wait for, and the answer stands; whether a master without copies may take writes at all is
 *   for its `min-replicas-to-write` to say. The mark asks it: a repeat, which writes nothing, would not.
 * @param mark keys of this master's; one is written, and expires after a second. Asked for another one where the first is moving away
 * @throws when no copy has it in time: the master has done it, a failover might lose it, and the call may be repeated
 */
export async function copied<T>(redis: Redis, mark: Mark, call: () => Promise<T>): Promise<T> {
  const { stream } = redis
  const [answer, isCopied] = await Promise.all([call(), hasCopies(redis)])
  if (redis.stream !== stream) throw new Error('the connection was lost before a copy had it')
  await (isCopied ? shared(redis, mark) : untilCopied(redis, mark, 0))
  return answer
}

/** A wait under way, and the one after it. */
type Round = { readonly done: Promise<void>; next?: Promise<void> }

const rounds = new WeakMap<Redis, Round>()

/** Waits for a copy together with all others whose calls are done; a wait that has begun already may have begun before. */
function shared(redis: Redis, mark: Mark): Promise<void> {
  const begin = () => {
    const round: Round = { done: untilCopied(redis, mark) }
    rounds.set(redis, round)
    const end = () => void (round.next || rounds.delete(redis))
    round.done.then(end, end)
    return round.done
  }
  const round = rounds.get(redis)
  if (!round) return begin()
  round.next ??= round.done.then(begin, begin)
  return round.next
}

/** @param copies 1, or 0 where there are none to wait for */
async function untilCopied(redis: Redis, mark: Mark, copies: 0 | 1 = 1): Promise<void> {
  for (let tries = 0; ; tries++) {
    const [written, waited] = await Promise.allSettled([redis.set(mark(tries), '', 'PX', MARK_MS), copies && redis.wait(copies, WAIT_MS)])
    if (waited.status === 'rejected') throw waited.reason
    if (written.status === 'rejected') {
      // In other words than the cluster's, or the call would be sent again elsewhere.
      const error = new Error('what shows when a copy has it was not written', { cause: written.reason })
      if (tries >= MARKS || !/^(MOVED|ASK) /.test(String(written.reason?.message))) throw error
    } else if (waited.value >= copies) return
    else if (await hasCopies(redis)) throw new Error(`no copy has it after ${WAIT_MS} ms`)
    else return untilCopied(redis, mark, 0)
  }
}

async function hasCopies(redis: Redis): Promise<boolean> {
  const copies = (await redis.info('replication')).matchAll(/^slave\d+:.*state=online.*lag=(\d+)/gm)
  return [...copies].some(([, lag]) => Number(lag) <= MAX_LAG)
}
