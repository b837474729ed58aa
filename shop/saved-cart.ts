import { Prisma } from '@/prisma/generated/client'
import type { Quantities } from './cart'
import { database } from './database'

/*
 * The carts that wait in an account between sign-out and the next sign-in (decision 0003). A sign-out puts a cart down before it
 * ends the session, and keeps its final lines afterwards. Every sign-in takes the waiting carts into its session; a cart belongs
 * to the first such session that its browser presents: that one claims it.
 */

export type SavedCart = { readonly id: string; readonly lines: Quantities }

/** A cart whose sign-out is not done yet, or never was: its process died. `leaving` is what {@link putDownCart} was given. */
export type LeavingCart = SavedCart & { readonly leaving: string }

/** A sign-out that is not done after this long has died; its session tells whether it ended. */
const LEAVING_MS = 60_000

/** Longer than any session lives by default: who claimed a cart so long ago asks for it no more. */
const CLAIMED_MS = 60 * 24 * 3_600_000

/** The user's carts that nobody has claimed, and those that a sign-out left unfinished a minute ago. */
export async function waitingCarts(userId: string): Promise<{ free: SavedCart[]; unfinished: LeavingCart[] }> {
  const rows = await database().savedCart.findMany({ where: { userId, claim: null }, orderBy: { id: 'asc' } })
  const carts = rows.map((row) => ({ ...row, lines: new Map(Object.entries(row.lines as Record<string, number>)) }))
  const stale = Date.now() - LEAVING_MS
  const unfinished = carts.filter((cart): cart is typeof cart & LeavingCart => cart.leaving !== null && cart.savedAt.getTime() < stale)
  return { free: carts.filter(({ leaving }) => leaving === null), unfinished }
}

/** Claims a cart for good; false when it is another claim's. The same claim may ask again. */
export async function claimSavedCart(id: string, claim: string): Promise<boolean> {
  const data = { claim, savedAt: new Date() }
  const { count } = await database().savedCart.updateMany({ where: { id, OR: [{ claim: null }, { claim }] }, data })
  return count > 0
}

/** Forgets a cart that a session has taken over. */
export async function removeSavedCart(id: string, claim: string): Promise<void> {
  await database().savedCart.deleteMany({ where: { id, claim } })
}

/** Puts a cart down whose session is about to end: nobody's yet, but kept whatever happens next. Answers its id; null when the account is gone. */
export async function putDownCart(userId: string, leaving: string, lines: Quantities): Promise<string | null> {
  try {
    const [, , { id }] = await database().$transaction([
      database().savedCart.deleteMany({ where: { leaving, claim: null } }),
      database().savedCart.deleteMany({ where: { userId, claim: { not: null }, savedAt: { lt: new Date(Date.now() - CLAIMED_MS) } } }),
      database().savedCart.create({ data: { userId, leaving, lines: Object.fromEntries(lines) }, select: { id: true } }),
    ])
    return id
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003') return null // no such user
    throw error
  }
}

/** The session has ended with these lines: they wait for the next sign-in, in the place of what was put down. */
export async function keepCart(userId: string, leaving: string, lines: Quantities): Promise<void> {
  const forgotten = database().savedCart.deleteMany({ where: { leaving, claim: null } })
  if (lines.size === 0) await forgotten
  else await database().$transaction([forgotten, database().savedCart.create({ data: { userId, lines: Object.fromEntries(lines) } })])
}

/** Takes back what was put down: somebody else has ended the session, and has its final lines. */
export async function takeBackCart(id: string): Promise<void> {
  await database().savedCart.deleteMany({ where: { id, claim: null } })
}
