import type { Address } from './address'
import { database } from './database'

type OrderLine = {
  productId: string
  name: string
  quantity: number
  unitPriceCents: number
  totalCents: number
  slug: string
  tile: string
  alt: string
}
export type Order = {
  id: string
  /** What people quote: 10001 and up. */
  number: number
  createdAt: string
  totalCents: number
  currency: string
  address: Address
  card: { brand: string; last4: string }
  lines: OrderLine[]
}

const include = { lines: { include: { product: { select: { slug: true, tile: true, alt: true } } }, orderBy: { name: 'asc' } } } as const

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Row = NonNullable<Awaited<ReturnType<typeof readRow>>>
const readRow = (id: string, userId: string) => database().order.findFirst({ where: { id, userId }, include })

/** A user's own order; somebody else's is null like one that never was. */
export async function findOrder(userId: string, id: string): Promise<Order | null> {
  const row = UUID.test(id) ? await readRow(id, userId) : null
  return row && toOrder(row)
}

/** A user's orders, newest first. */
export async function listOrders(userId: string, limit = 100): Promise<Order[]> {
  const rows = await database().order.findMany({ where: { userId }, include, orderBy: { number: 'desc' }, take: limit })
  return rows.map(toOrder)
}

function toOrder(row: Row): Order {
  return {
    id: row.id,
    number: row.number,
    createdAt: row.createdAt.toISOString(),
    totalCents: row.totalCents,
    currency: row.currency,
    address: row.address as Address,
    card: { brand: row.cardBrand, last4: row.cardLast4 },
    lines: row.lines.map(({ productId, name, quantity, unitPriceCents, product }) => ({
      productId,
      name,
      quantity,
      unitPriceCents,
      totalCents: unitPriceCents * quantity,
      ...product,
    })),
  }
}
