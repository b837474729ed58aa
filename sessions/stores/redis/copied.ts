import type { Redis } from 'ioredis'

/** How long a copy may take; below the time-out of a command, so that this is told and no lost connection. */
export const WAIT_MS = 350
/** The mark expires by itself; what comes in between makes the same one anew. */
const MARK_MS = 1000

/**
 * Runs `call` and answers when one copy of the master has what it wrote, and all that was written before it by whomever.
 *
 * - `WAIT` holds up everything behind it on its connection, so it goes only after a call that was done, and not on the connection of the reads.
 * - Both go by one connection: another one may lead to another master already, whose copies have something else.
 * - A call that is repeated finds its work done and writes nothing, and since Redis 7.2 `WAIT` waits only for what its own connection has
 *   written. The mark makes it wait for the first try too, which may have come from another process.
 * - Without any copy in step there is nothing to wait for, and the answer stands; whether a master without copies may take writes at all is
 *   for its `min-replicas-to-write` to say.
 * @param mark a key of the same slot; it is written, and expires after a second
 * @throws when no copy has it in time: the master has done it, a failover might lose it, and the call may be repeated
 */
export async function copied<T>(redis: Redis, mark: string, call: () => Promise<T>): Promise<T> {
  const { stream } = redis
  const answer = await call()
  if (redis.stream !== stream) throw new Error('the connection was lost before a copy had it')
  const marked = redis.set(mark, '', 'PX', MARK_MS).catch((error: unknown) => {
    // In a cluster also because the mark's slot has moved: in other words than the cluster's, or the call would be sent again elsewhere.
    throw new Error('what shows when a copy has it was not written', { cause: error })
  })
  const [, copies] = await Promise.all([marked, redis.wait(1, WAIT_MS)])
  if (copies === 0 && /^slave\d+:.*state=online/m.test(await redis.info('replication')))
    throw new Error(`no copy has it after ${WAIT_MS} ms`)
  return answer
}
