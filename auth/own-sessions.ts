import { modeOf, type Session } from '@/sessions'
import { isKept, newChangeId, type RequestSession } from '@/sessions/request'
import { CLIENT_DEVICE, CLIENT_NETWORK } from '@/sessions/request/client'
import { ShopError } from '@/shop/errors'
import { endEverywhere } from './forced-end'
import { endKeepingCart, signOut } from './sign-out'

/** One of the user's sessions, as they are shown it. */
export type OwnSession = {
  /** The session's id: a hash, no token. */
  readonly id: string
  /** `Firefox on Linux`, from the sign-in. */
  readonly device: string
  /** `203.0.0.0/16`, from the sign-in. */
  readonly network: string
  readonly createdAt: string
  /** Up to a minute late: reads slide it seldom. */
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly isKept: boolean
  /** The one that asks. */
  readonly isThis: boolean
}

/** Where a user is signed in. `isComplete` false: replicas do not share sessions in this mode, so others may know more (see the mode's promise). */
export type SignedInAt = { readonly sessions: readonly OwnSession[]; readonly isComplete: boolean }

/** Up to which sign-in the user has been told of new ones, in milliseconds. */
const NOTED = 'noted:sign-ins'

type Own = Session & { readonly userId: string }

/** The user's live sessions in this mode, newest first. */
export async function ownSessions(session: RequestSession, { id, userId }: Own): Promise<SignedInAt> {
  const all = await session.calls.do('list', (store) => store.list(userId))
  return { sessions: all.map((each) => shown(each, id)), isComplete: modeOf(session.mode).promise.revocableAtOnce === 'yes' }
}

/** Sign-ins of the user elsewhere since this session began that it has not been told of yet, newest first. */
export async function newSignIns(session: RequestSession, own: Own): Promise<OwnSession[]> {
  return newAmong((await ownSessions(session, own)).sessions, own)
}

/** The same among sessions that are known already. */
export function newAmong(sessions: readonly OwnSession[], own: Session): OwnSession[] {
  const since = Math.max(own.createdAt, Number(own.attributes[NOTED] ?? 0))
  return sessions.filter(({ isThis, createdAt }) => !isThis && Date.parse(createdAt) > since)
}

/** Notes that the user has been told of the sign-ins up to `until`, the beginning of the newest that was shown: a later one is still news. */
export async function noteSignIns(session: RequestSession, own: Own, until: unknown): Promise<void> {
  const newest = (await newSignIns(session, own)).find(({ createdAt }) => createdAt === until)
  if (newest) await session.changeKnown({ id: newChangeId(), steps: [{ set: NOTED, value: Date.parse(newest.createdAt) }] })
}

/** Ends one of the user's sessions; its cart waits in the account. The own one: signs out. @throws ShopError 404 */
export async function endOwnSession(session: RequestSession, own: Own, id: string): Promise<void> {
  if (id === own.id) return signOut(session)
  const found = await session.calls.do('list', (store) => store.list(own.userId)).then((all) => all.find((each) => each.id === id))
  if (!found)
    throw new ShopError(
      404,
      'unknown-session',
      'No such session',
      'You have no session with this id any more. Reload to see those that you have.',
    )
  await endOne(session, { ...found, userId: own.userId })
  session.log('session-ended', { user: own.userId, ended: id })
}

/** Ends all of the user's sessions but this one, in every mode; the carts of those of this mode wait in the account. Answers how many ended. */
export async function endOtherSessions(session: RequestSession, own: Own): Promise<number> {
  const { id, userId } = own
  const others = (await session.calls.do('list', (store) => store.list(userId))).filter((each) => each.id !== id)
  const ended = await Promise.all(others.map((other) => endOne(session, { ...other, userId })))
  // What the list did not show: other modes, and sign-ins that are under way.
  const more = await endEverywhere(userId, id)
  const count = ended.filter(Boolean).length + more
  session.log('sessions-ended', { user: userId, count })
  return count
}

function endOne(session: RequestSession, which: Own): Promise<boolean> {
  return endKeepingCart(session.mode, which, () => session.calls.do('end', (store) => store.end({ id: which.id })))
}

function shown(session: Session, thisId: string): OwnSession {
  const { id, attributes, createdAt, lastSeenAt, expiresAt } = session
  return {
    id,
    device: String(attributes[CLIENT_DEVICE] ?? 'An unknown client'),
    network: String(attributes[CLIENT_NETWORK] ?? 'unknown'),
    createdAt: new Date(createdAt).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    isKept: isKept(session),
    isThis: id === thisId,
  }
}
