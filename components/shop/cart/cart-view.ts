import type { Cart, CartLine } from '@/shop/cart'
import type { ProductCard } from '@/shop/catalogue'
import { CURRENCY } from '@/shop/money'

/** What a cart line shows of its product. */
export type LineProduct = Pick<ProductCard, 'id' | 'slug' | 'name' | 'summary' | 'priceCents' | 'tile' | 'alt' | 'stock'>

/** A line as GET /api/cart tells it. */
export type LineView = Omit<CartLine, 'product'> & Pick<ProductCard, 'slug' | 'summary' | 'tile' | 'alt' | 'stock'>
export type CartView = Omit<Cart, 'lines'> & { lines: LineView[] }

export const EMPTY_CART: CartView = { lines: [], count: 0, totalCents: 0, currency: CURRENCY }

/** A cart of the domain in the shape of the API, so that server-rendered pages and answers are one thing to the browser. */
export function toCartView(cart: Cart): CartView {
  return {
    ...cart,
    lines: cart.lines.map(({ product: { slug, summary, tile, alt, stock }, ...line }) => ({ ...line, slug, summary, tile, alt, stock })),
  }
}

/** A change on its way: `add` counts up, `set` replaces (0 removes). */
export type PendingChange = { product: LineProduct; add: number } | { product: LineProduct; set: number }

/** The cart as it will be when all changes on their way have arrived. */
export function withPending(cart: CartView | null, pending: readonly PendingChange[]): CartView | null {
  if (!cart) return null
  let lines = cart.lines
  for (const change of pending) lines = applied(lines, change)
  return { ...cart, lines, ...sums(lines) }
}

function applied(lines: LineView[], change: PendingChange): LineView[] {
  const { product } = change
  const present = lines.find(({ productId }) => productId === product.id)
  const quantity = 'set' in change ? change.set : (present?.quantity ?? 0) + change.add
  if (quantity <= 0) return lines.filter((line) => line !== present)
  const line = lineOf(product, quantity)
  if (present) return lines.map((each) => (each === present ? { ...present, ...line } : each))
  return [...lines, line].sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

function lineOf({ id, priceCents, ...product }: LineProduct, quantity: number): LineView {
  const problem = product.stock === 0 ? 'sold-out' : product.stock < quantity ? 'short' : null
  return { ...product, productId: id, quantity, unitPriceCents: priceCents, totalCents: priceCents * quantity, problem }
}

function sums(lines: readonly LineView[]) {
  return {
    count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    totalCents: lines.reduce((sum, { totalCents }) => sum + totalCents, 0),
  }
}

/** The product inside a line. */
export function productOf({ productId, unitPriceCents, slug, name, summary, tile, alt, stock }: LineView): LineProduct {
  return { id: productId, priceCents: unitPriceCents, slug, name, summary, tile, alt, stock }
}
