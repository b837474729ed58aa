import { type Change, LimitExceeded, type Session, type Step } from '@/sessions'
import { type ProductCard, productsById } from './catalogue'
import { invalidInput, ShopError } from './errors'
import { CURRENCY } from './money'

/** Cart lines are session attributes with this prefix and the quantity as value. */
export const CART_PREFIX = 'cart:'

/** Quantities by product id. */
export type Quantities = ReadonlyMap<string, number>

export type CartLine = {
  productId: string
  name: string
  quantity: number
  unitPriceCents: number
  totalCents: number
  /** For pages: where it is, how it looks, and how many there are. */
  product: ProductCard
  /** Why it cannot be bought as it is: the stock no longer covers it, or the product is `gone` from the catalogue. */
  problem: 'gone' | 'sold-out' | 'short' | null
}

export type Cart = { lines: CartLine[]; count: number; totalCents: number; currency: string }

/** The cart inside a session, as quantities. */
export function quantitiesOf(session: Pick<Session, 'attributes'> | null): Quantities {
  const quantities = new Map<string, number>()
  for (const [key, value] of Object.entries(session?.attributes ?? {}))
    if (key.startsWith(CART_PREFIX) && typeof value === 'number') quantities.set(key.slice(CART_PREFIX.length), value)
  return quantities
}

/** How many things a cart holds; needs no catalogue. */
export function countOf(session: Pick<Session, 'attributes'> | null): number {
  let count = 0
  for (const quantity of quantitiesOf(session).values()) count += quantity
  return count
}

/**
 * The cart with names, prices and stock of this moment, every line of it: what is no longer sold counts too, costs nothing,
 * and can be taken out.
 */
export async function viewCart(session: Pick<Session, 'attributes'> | null): Promise<Cart> {
  const quantities = quantitiesOf(session)
  const products = new Map((await productsById([...quantities.keys()])).map((product) => [product.id, product]))
  const lines = [...quantities]
    .map(([id, quantity]) => lineOf(products.get(id), id, quantity))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'))
  return {
    lines,
    count: lines.reduce((sum, line) => sum + line.quantity, 0),
    totalCents: lines.reduce((sum, line) => sum + line.totalCents, 0),
    currency: CURRENCY,
  }
}

function lineOf(sold: ProductCard | undefined, productId: string, quantity: number): CartLine {
  const product = sold ?? { ...GONE, id: productId }
  return {
    productId,
    name: product.name,
    quantity,
    unitPriceCents: product.priceCents,
    totalCents: product.priceCents * quantity,
    product,
    problem: !sold ? 'gone' : sold.stock === 0 ? 'sold-out' : sold.stock < quantity ? 'short' : null,
  }
}

/** Stands for a product that the catalogue no longer has. It has a picture (public/products), and no page to link to. */
const GONE: Omit<ProductCard, 'id'> = {
  slug: 'gone',
  name: 'Something no longer sold',
  category: '',
  summary: '',
  priceCents: 0,
  stock: 0,
  tile: '#d9d5cc',
  alt: '',
  isNew: false,
}

/**
 * The change that puts something into the cart. The stock is the store's to judge ({@link explainLimit} words its refusal), even
 * where there is none left: only the store knows whether this is the repeat of a change that was made when there was.
 */
export async function addLine(productId: string, quantity: number, changeId: string): Promise<Change> {
  const { stock } = await soldProduct(productId)
  return { id: changeId, steps: [{ add: CART_PREFIX + productId, by: quantity, max: stock }] }
}

/** The change that sets a line to a quantity; 0 removes it. Counted from nothing, because a `set` has no limit that the store could judge. */
export async function setLine(productId: string, quantity: number, changeId: string): Promise<Change> {
  const removal = removeLine(productId, changeId)
  return quantity === 0 ? removal : { id: changeId, steps: [...removal.steps, ...(await addLine(productId, quantity, changeId)).steps] }
}

/** The change that removes a line; harmless when it is not there. */
export function removeLine(productId: string, changeId: string): Change {
  return { id: changeId, steps: [{ delete: CART_PREFIX + productId }] }
}

/** The steps that take lines over at sign-in: summed per product, capped by stock; what is sold out or no longer sold is left alone. */
export async function mergeSteps(lines: Quantities): Promise<Step[]> {
  const products = await productsById([...lines.keys()])
  // A clamp to 0 would take the guest's own line away too.
  const inStock = products.filter(({ stock }) => stock > 0)
  return inStock.map(({ id, stock }) => ({ add: CART_PREFIX + id, by: lines.get(id) ?? 0, max: stock, over: 'clamp' as const }))
}

/** Turns the store's refusal into the shop's, in the shopper's words. Anything else passes through. */
export async function explainLimit(error: unknown): Promise<unknown> {
  if (!(error instanceof LimitExceeded) || !error.key.startsWith(CART_PREFIX)) return error
  const [product] = await productsById([error.key.slice(CART_PREFIX.length)])
  return product ? outOfStock(product, error.current) : error
}

async function soldProduct(productId: string): Promise<ProductCard> {
  const [product] = await productsById([productId])
  if (!product)
    throw new ShopError(404, 'unknown-product', 'No such product', 'We do not sell that. Look through the shop for something close.')
  return product
}

function outOfStock(product: ProductCard, inCart: number): ShopError {
  const { name, stock } = product
  const detail =
    stock === 0
      ? `${name} is sold out.`
      : inCart > 0
        ? `There ${stock === 1 ? 'is' : 'are'} ${stock} of ${name}, and ${inCart} of them ${inCart === 1 ? 'is' : 'are'} in your cart already. Choose fewer.`
        : `There ${stock === 1 ? 'is' : 'are'} only ${stock} of ${name}. Choose ${stock} or fewer.`
  return new ShopError(409, 'out-of-stock', 'Not enough in stock', detail, { productId: product.id, stock, inCart })
}

/** Checks a quantity that came from outside: a whole number from `least` up. The stock is the only upper limit. */
export function checkQuantity(quantity: unknown, least: 0 | 1): number {
  if (typeof quantity !== 'number' || !Number.isSafeInteger(quantity) || quantity < least)
    throw invalidInput({ quantity: `The quantity must be a whole number of at least ${least}.` })
  return quantity
}
