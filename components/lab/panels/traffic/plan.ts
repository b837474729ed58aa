export type RunKind = 'twenty' | 'tabs' | 'shoppers'

/** Products and how many of each, of one cart. */
export type Cart = Readonly<Record<string, number>>

export type Step = { readonly shopper: number } & ({ readonly do: 'add'; readonly productId: string } | { readonly do: 'read' })

/** Requests that follow each other; `atOnce` of them may be under way together. */
export type Queue = { readonly steps: readonly Step[]; readonly atOnce: number }

export const RUNS: Record<RunKind, { readonly title: string; readonly does: string; readonly shoppers: readonly number[] }> = {
  twenty: { title: 'Send 20 requests', does: 'ten adds and ten reads, six at a time', shoppers: [1] },
  tabs: { title: 'Two tabs at once', does: 'ten adds each, to the same cart, at the same time', shoppers: [1] },
  shoppers: { title: 'Three shoppers', does: 'each with a session of their own, one of them three times as busy', shoppers: [1, 2, 3] },
}

/** Adds per shopper of "Three shoppers": a busy one and two others. */
const BUSY = { 1: 12, 2: 4, 3: 4 } as const

/**
 * The requests of a run. Each add is of another product, so that what a cart holds afterwards tells which adds it has.
 * @param productsFor as many products as there are, those first that the shopper's cart does not hold
 */
export function planRun(kind: RunKind, productsFor: (shopper: number) => readonly string[]): Queue[] {
  const adds = (count: number, shopper = 1, from = 0): Step[] => {
    const products = productsFor(shopper)
    if (products.length === 0) return []
    return Array.from({ length: count }, (_, i) => ({ do: 'add', shopper, productId: products[(from + i) % products.length] ?? '' }))
  }
  if (kind === 'twenty') return [{ atOnce: 6, steps: adds(10).flatMap((add): Step[] => [add, { do: 'read', shopper: 1 }]) }]
  if (kind === 'tabs') return [0, 10].map((from) => ({ atOnce: 1, steps: adds(10, 1, from) }))
  return RUNS.shoppers.shoppers.map((shopper) => ({ atOnce: 1, steps: adds(BUSY[shopper as 1 | 2 | 3], shopper) }))
}

/** Products in an order in which those that none of the carts holds come first. */
export function freshFirst(products: readonly string[], carts: readonly Cart[]): string[] {
  const held = (id: string) => Math.max(0, ...carts.map((cart) => cart[id] ?? 0))
  return products.toSorted((a, b) => held(a) - held(b))
}
