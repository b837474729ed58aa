import type { Quantities } from './cart'
import { database } from './database'

/*
 * The carts that wait in an account between sign-out and the next sign-in. A sign-in claims them, takes them over inside the
 * session store's one atomic step, and only then settles them: a crash in between loses nothing.
 */

/** A claim that was not settled for this long may be taken by another sign-in. */
const CLAIM_MS = 60_000

/**
 * Claims the user's saved carts for one sign-in and answers their lines, summed per product. The same `claim` finds them
 * again, so that a retried sign-in sees the same lines; another sign-in at the same moment gets nothing of them.
 */
export async function claimSavedCarts(userId: string, claim: string): Promise<Quantities> {
  const stale = new Date(Date.now() - CLAIM_MS)
  const rows = await database().savedCart.updateManyAndReturn({
    where: { userId, OR: [{ claim: null }, { claim }, { claimedAt: { lt: stale } }] },
    data: { claim, claimedAt: new Date() },
    select: { lines: true },
  })
  const sums = new Map<string, number>()
  for (const { lines } of rows)
    for (const [productId, quantity] of Object.entries(lines as Record<string, number>))
      sums.set(productId, (sums.get(productId) ?? 0) + quantity)
  return sums
}

/** Removes what a sign-in has taken over. */
export async function settleSavedCarts(userId: string, claim: string): Promise<void> {
  await database().savedCart.deleteMany({ where: { userId, claim } })
}

/** Gives a claim back after a sign-in that did not happen. */
export async function releaseSavedCarts(userId: string, claim: string): Promise<void> {
  await database().savedCart.updateMany({ where: { userId, claim }, data: { claim: null, claimedAt: null } })
}

/** Keeps a cart for the user's next sign-in. */
export async function saveCart(userId: string, lines: Quantities): Promise<void> {
  if (lines.size > 0) await database().savedCart.create({ data: { userId, lines: Object.fromEntries(lines) } })
}
