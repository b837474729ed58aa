import type { Session } from '@/sessions'
import { lifeOf, type SessionLife } from '@/sessions/request'
import { viewCart } from '@/shop/cart'
import type { ProductCard } from '@/shop/catalogue'
import { CURRENCY } from '@/shop/money'
import { json } from './handlers'

/** A product as the HTTP contract shows it. */
export function productView({ id, slug, name, category, summary, priceCents, stock, tile, alt }: ProductCard) {
  return { id, slug, name, category, summary, priceCents, currency: CURRENCY, stock, tile, alt }
}

/** Answers a cart; with what the shop's own pages need to draw its lines. */
export async function cartResponse(session: Session | null): Promise<Response> {
  const cart = await viewCart(session)
  const lines = cart.lines.map(({ product, ...line }) => ({
    ...line,
    slug: product.slug,
    summary: product.summary,
    tile: product.tile,
    alt: product.alt,
    stock: product.stock,
  }))
  return json({ ...cart, lines })
}

/** When a session ends if nobody does anything, or null. */
export function endOf(session: Session | null): { expiresAt: string | null } {
  return { expiresAt: session && new Date(session.expiresAt).toISOString() }
}

/** The same for whoever keeps watch over it: `signedIn` is null when the session is a guest's, or none. */
export function lifeView(session: Session | null): { expiresAt: string | null; signedIn: SessionLife | null } {
  return { ...endOf(session), signedIn: lifeOf(session) }
}

/** The change went to the session that a sign-in has made of this one: read again with the new cookie. */
export function movedResponse(): Response {
  return json({ moved: true }, 202)
}
