import { type ModeName, modeOf, type Session } from '@/sessions'
import { isKept, newChangeId, type RequestSession } from '@/sessions/request'
import { CLIENT_DEVICE, CLIENT_NETWORK } from '@/sessions/request/client'
import { ShopError } from '@/shop/errors'
import { endEverywhere, endSealed, endsByGeneration, generationStep } from './forced-end'
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

/**
 * What the shop can say of a user's other sessions in this mode (see the mode's promise): `listed`: these are all; `of-one-replica`: those that this replica
 * knows; where sessions are in cookies, none can be listed: `unlisted` ones can all be ended, and those `out-of-reach` end by themselves only.
 */
export type Others = 'listed' | 'of-one-replica' | 'unlisted' | 'out-of-reach'

/** Where a user is signed in. `isComplete` false: there may be more. */
export type SignedInAt = { readonly sessions: readonly OwnSession[]; readonly isComplete: boolean; readonly others: Others }

/** Up to which sign-in the user has been told of new ones, in milliseconds. */
const NOTED = 'noted:sign-ins'
/** Of so many sessions the carts are kept when all are ended; nobody shops in more. */
const CARTS_KEPT = 20
/** So many sessions are ended with their carts at once. */
const AT_ONCE = 5

type Own = Session & { readonly userId: string }

/** The user's live sessions in this mode, newest first. */
export async function ownSessions(session: RequestSession, own: Own): Promise<SignedInAt> {
  const { id, userId } = own
  const others = othersIn(session.mode)
  const all = await session.calls.do('list', (store) => store.list(userId))
  // Sessions that are in cookies are in no list; the one that asks has shown itself.
  const known = others === 'unlisted' || others === 'out-of-reach' ? [own] : all
  return { sessions: known.map((each) => shown(each, id)), isComplete: others === 'listed', others }
}

function othersIn(mode: ModeName): Others {
  const { revocableAtOnce } = modeOf(mode).promise
  if (revocableAtOnce === 'no') return endsByGeneration(mode) ? 'unlisted' : 'out-of-reach'
  return revocableAtOnce === 'yes' ? 'listed' : 'of-one-replica'
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

/**
 * Ends all of the user's sessions but this one, in every mode, whatever becomes of their carts; those of the newest in this mode wait in the
 * account. Answers how many ended, but those in cookies, which nobody can count. @throws StoreUnavailable when a store is away; those that
 * can be reached have ended theirs
 */
export async function endOtherSessions(session: RequestSession, own: Own): Promise<number> {
  const generation = await endSealed(own.userId)
  if (generation !== null) await session.changeKnown({ id: newChangeId(), steps: [generationStep(generation)], durable: true })
  return endOthersInStores(session, own)
}

/** The same in the stores only: after a new password, which has moved the account to another generation itself. */
export async function endOthersInStores(session: RequestSession, own: Own): Promise<number> {
  const { id, userId } = own
  let kept = 0
  try {
    for await (const ended of endNewest(session, own)) kept += ended
  } catch (error) {
    console.error('Carts of sessions that are ended may be lost:', error)
  }
  // Older ones, and what the list did not show: other modes, and sign-ins that are under way.
  const count = kept + (await endEverywhere(userId, id))
  session.log('sessions-ended', { user: userId, count })
  return count
}

/** Ends the newest of the user's other sessions with their carts kept, a few at a time: Postgres is everybody's. Tells how many ended each time. */
async function* endNewest(session: RequestSession, { id, userId }: Own): AsyncGenerator<number> {
  const all = await session.calls.do('list', (store) => store.list(userId))
  const newest = all.filter((each) => each.id !== id).slice(0, CARTS_KEPT)
  for (let first = 0; first < newest.length; first += AT_ONCE) {
    const ends = newest.slice(first, first + AT_ONCE).map((other) => endOne(session, { ...other, userId }))
    const results = await Promise.allSettled(ends)
    yield results.filter((result) => result.status === 'fulfilled' && result.value).length
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
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
