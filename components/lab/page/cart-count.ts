import type { XRay } from '@/lab/contract'

/** How many things are in the cart of the session that is looked at; null where nobody can say. Who does not know it is not asked: another one may. */
export function cartCountIn({ id, views }: XRay): number | null {
  if (id === null) return 0
  if (views.every(({ state }) => state === 'unreachable')) return null
  return views.find(({ session }) => session !== null)?.session?.cartCount ?? 0
}
