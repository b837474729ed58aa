import type { Session } from '@/sessions'
import { openedStores } from '@/sessions/request/opened-stores'
import { notePastSessionsEnded } from '@/shop/account-changes'
import { type AccountRecord, findAccount } from '@/shop/accounts'

/*
 * Ending a user's sessions whatever happens (OWASP ASVS 5.0, 7.4.2, 7.4.3): the account notes since when older sessions are over, then the stores
 * end them, then the note goes. While it is there (a store is away, a replica died half-way) no replica honours an older session.
 */

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

/** Ends what has been due to end since `due`. An outage is no error: the note stays, and whoever meets it next tries again. */
export async function endPastSessions(userId: string, due: Date, exceptId?: string): Promise<void> {
  try {
    await endEverywhere(userId, exceptId)
    await notePastSessionsEnded(userId, due)
  } catch (error) {
    console.error('Sessions that are over could not be ended yet; no replica honours them meanwhile:', error)
  }
}

/** The account of a session's user; null for a guest, for an account that is gone, and for a session that should be over. */
export async function accountOf(session: Session | null): Promise<AccountRecord | null> {
  const account = session?.userId ? await findAccount(session.userId) : null
  if (!session || !account?.sessionsEndDue) return account
  const due = account.sessionsEndDue
  const isYounger = session.createdAt >= due.getTime()
  await endPastSessions(account.id, due, isYounger ? session.id : undefined)
  return isYounger ? account : null
}
