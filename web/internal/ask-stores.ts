import { endSealed } from '@/auth/forced-end'
import { type ModeName, type SessionStore, StoreUnavailable } from '@/sessions'
import { logSecurity, type openedStores } from '@/sessions/request'
import { isDatabaseDown } from '@/shop/database-errors'

export type Stores = Pick<ReturnType<typeof openedStores>, 'modes' | 'storeFor'>

/** What the stores answered, by their mode, and why one could not be asked. */
type Asked<T> = { answers: { mode: ModeName; answer: T }[]; problems: { mode: ModeName; detail: string }[] }

/** Asks every store of this replica at once (each mode has its own). One that is away is told of, and hides none of the others. */
export async function askStores<T>({ modes, storeFor }: Stores, ask: (store: SessionStore) => Promise<T>): Promise<Asked<T>> {
  const asked: Asked<T> = { answers: [], problems: [] }
  const outcomes = await Promise.allSettled(modes.map((mode) => ask(storeFor(mode))))
  for (const [i, mode] of modes.entries()) {
    const outcome = outcomes[i]
    if (outcome?.status === 'fulfilled') asked.answers.push({ mode, answer: outcome.value })
    else if (outcome?.reason instanceof StoreUnavailable) asked.problems.push({ mode, detail: outcome.reason.message })
    else throw outcome?.reason
  }
  return asked
}

/** Ends all of a user's sessions in every store, and moves their fences: a sign-in whose password is just being checked comes too late. */
export async function endInEveryStore(stores: Stores, userId: string): Promise<Pick<Asked<number>, 'problems'> & { ended: number }> {
  const { answers, problems } = await askStores(stores, (store) => store.endAll(userId))
  await endSealed(userId).catch((error) => {
    if (!isDatabaseDown(error)) throw error
    problems.push({ mode: 'stateless', detail: 'The accounts cannot be reached, so sealed cookies go on.' })
  })
  const ended = answers.reduce((sum, { answer }) => sum + answer, 0)
  logSecurity('forced-end', { user: userId, count: ended })
  return { ended, problems }
}
