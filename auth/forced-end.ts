import { type ModeName, modeOf, type Session, type Step } from '@/sessions'
import { openedStores } from '@/sessions/request/opened-stores'
import { moveGeneration } from '@/shop/account-changes'
import { type AccountRecord, findAccount } from '@/shop/accounts'

/*
 * Ending a user's sessions whatever happens (OWASP ASVS 5.0, 7.4.2, 7.4.3). The stores end what they know of. Beside that an account has a
 * generation, which a new password and a closing move, and a session notes under which one it began: where a store was away, a replica's
 * memory out of reach, or a sign-in under way, what is left over is nobody's. No clocks are compared for it.
 */

const GENERATION = 'account:generation'

/** The step by which a sign-in notes the generation of its account, as read with the password. */
export function generationStep(generation: number): Step {
  return { set: GENERATION, value: generation }
}

/** Whether sealed cookies end with their account's generation, which is then moved by whatever ends all of a user's sessions. Else nothing ends them. */
function isSealedRevocable(): boolean {
  return process.env.STATELESS_REVOCATION === 'db'
}

/** Whether a session in this mode can be ended by moving its account's generation. */
export function endsByGeneration(mode: ModeName): boolean {
  return modeOf(mode).promise.revocableAtOnce !== 'no' || isSealedRevocable()
}

/** The account of a session's user; null for a guest, for an account that is gone or closed, and for a session of another generation. */
export async function accountOf(session: Session | null, mode: ModeName): Promise<AccountRecord | null> {
  const account = session?.userId ? await findAccount(session.userId) : null
  if (!account || !endsByGeneration(mode)) return account
  return account.sessionGeneration === Number(session?.attributes[GENERATION] ?? 0) ? account : null
}

/**
 * Ends a user's sealed cookies, by moving the account on to another generation, where STATELESS_REVOCATION asks for that. That is a
 * session's in every other mode too: whoever goes on has to note it. Null: nothing was moved.
 */
export async function endSealed(userId: string): Promise<number | null> {
  return isSealedRevocable() && openedStores().stores.some(({ slide }) => slide) ? moveGeneration(userId) : null
}

/**
 * Ends all of a user's sessions, in every mode that is open here, but `exceptId`; answers how many.
 * @throws StoreUnavailable when a store is away; those that can be reached have ended theirs
 */
export async function endEverywhere(userId: string, exceptId?: string): Promise<number> {
  const results = await Promise.allSettled(openedStores().stores.map((store) => store.endAll(userId, exceptId)))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return results.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0)
}
