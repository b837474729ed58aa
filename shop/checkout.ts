import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Prisma, type PrismaClient } from '@/prisma/generated/client'
import type { Change } from '@/sessions'
import { addressInput } from './address'
import { cardInput, describeCard, isPaid } from './card'
import { CART_PREFIX, type Quantities } from './cart'
import { database } from './database'
import { isDatabaseDown } from './database-errors'
import { ShopError } from './errors'
import { parseInput } from './input'
import { CURRENCY } from './money'
import { findOrder, type Order } from './orders'

const checkoutInput = z.object({ address: addressInput, card: cardInput })
type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]
type Checkout = { userId: string; idempotencyKey: string; quantities: Quantities; input: unknown }

/**
 * Places an order in one transaction: stock taken line by line (in product order, so that two checkouts cannot deadlock),
 * paid, written. The same key gives the same order again, whatever the cart holds by then; the same key with another
 * address or card is refused.
 * @throws ShopError 402 declined, 409 stock or empty cart, 422 input or key reused.
 */
export async function placeOrder(checkout: Checkout): Promise<Order> {
  const { userId, idempotencyKey, quantities } = checkout
  const input = parseInput(checkoutInput, checkout.input)
  const { brand, last4 } = describeCard(input.card)
  const fingerprint = fingerprintOf(input)
  const known = await orderOf(userId, idempotencyKey, fingerprint)
  if (known) return known
  if (quantities.size === 0) throw new ShopError(409, 'empty-cart', 'The cart is empty', 'Put something in the cart first.')
  if (!isPaid(input.card))
    throw new ShopError(402, 'card-declined', 'The card was declined', 'Nothing was charged and the cart is as it was. Try another card.')
  try {
    const id = await database().$transaction(async (tx) => {
      const lines = await takeStock(tx, quantities)
      const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0)
      const address = input.address
      const order = { userId, idempotencyKey, fingerprint, totalCents, currency: CURRENCY, address, cardBrand: brand, cardLast4: last4 }
      return (await tx.order.create({ data: { ...order, lines: { create: lines } }, select: { id: true } })).id
    })
    return await readOrder(userId, id)
  } catch (error) {
    // Two tries with one key at once: the loser's stock went back with its transaction, and it answers the winner's order.
    const winner = isDuplicate(error) || isOutOfStock(error) ? await orderOf(userId, idempotencyKey, fingerprint) : null
    if (winner) return winner
    throw error
  }
}

/**
 * The one change that follows an order: what was ordered leaves the cart, once, and what was added since stays. It is durable, since the order
 * is marked as settled behind it: lost in a failover, what was ordered would be in the cart again, and nothing would take it out.
 */
export function orderedChange(order: Order): Change {
  const steps = order.lines.map(({ productId, quantity }) => ({ add: CART_PREFIX + productId, by: -quantity }))
  return { id: `order:${order.id}`, steps, durable: true }
}

/**
 * Takes what was ordered out of the cart, however often and late a checkout is repeated: once. `apply` gives the change to a
 * session and answers whether it took it. A session knows the change's id for ten minutes only, and another session never does;
 * the order remembers for good. It is marked after the change, so that a crash in between loses neither.
 */
export async function settleOrder(order: Order, apply: (change: Change) => Promise<boolean>): Promise<void> {
  const { id } = order
  const { settledAt } = await database().order.findUniqueOrThrow({ where: { id }, select: { settledAt: true } })
  if (settledAt || !(await apply(orderedChange(order)))) return
  // Order and cart are right without the mark; telling the shopper of a failure would be wrong.
  const marked = database().order.update({ where: { id }, data: { settledAt: new Date() }, select: { id: true } })
  await marked.catch((error) => (isDatabaseDown(error) ? console.error(error) : Promise.reject(error)))
}

async function takeStock(tx: Transaction, quantities: Quantities) {
  const lines = []
  for (const [productId, quantity] of [...quantities].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [taken] = await tx.$queryRaw<{ name: string; unitPriceCents: number }[]>`
      UPDATE "product" SET "stock" = "stock" - ${quantity} WHERE "id" = ${productId} AND "stock" >= ${quantity}
      RETURNING "name", "price_cents" AS "unitPriceCents"`
    if (!taken) throw await shortage(tx, productId, quantity)
    lines.push({ productId, quantity, ...taken })
  }
  return lines
}

async function shortage(tx: Transaction, productId: string, quantity: number): Promise<ShopError> {
  const product = await tx.product.findUnique({ where: { id: productId }, select: { name: true, stock: true } })
  const detail = !product
    ? 'One of these things is no longer sold. Take it out of the cart and try again.'
    : product.stock > 0
      ? `Only ${product.stock} of ${product.name} left, and your cart has ${quantity}. Change the cart and try again.`
      : `${product.name} is sold out. Take it out of the cart and try again.`
  return new ShopError(409, 'out-of-stock', 'Not enough in stock', detail, { productId, stock: product?.stock ?? 0 })
}

async function orderOf(userId: string, idempotencyKey: string, fingerprint: string): Promise<Order | null> {
  const found = await database().order.findUnique({
    where: { userId_idempotencyKey: { userId, idempotencyKey } },
    select: { id: true, fingerprint: true },
  })
  if (!found) return null
  if (found.fingerprint !== fingerprint)
    throw new ShopError(
      422,
      'key-reused',
      'That key belongs to another order',
      'This Idempotency-Key was used with another address or card. Use a new key for a new order.',
    )
  return readOrder(userId, found.id)
}

async function readOrder(userId: string, id: string): Promise<Order> {
  const order = await findOrder(userId, id)
  if (!order) throw new Error(`Order ${id} was written and cannot be read`)
  return order
}

/** What makes two tries the same: the address, and of the card only what an order keeps anyway. */
function fingerprintOf({ address, card }: z.output<typeof checkoutInput>): string {
  const asked = [
    address.name,
    address.line1,
    address.line2,
    address.city,
    address.region,
    address.postalCode,
    address.country,
    describeCard(card).last4,
    card.expiry,
    card.name,
  ]
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url')
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

function isOutOfStock(error: unknown): boolean {
  return error instanceof ShopError && error.code === 'out-of-stock'
}
