import { bulge, type Point } from './curve'
import { type Box, type Link, type Place, pairsOf } from './layout'

/** Where everything is; a store only where there is one. */
export function boxesOf(
  ends: { readonly you: Box; readonly nginx: Box; readonly store: Box | null },
  replicas: readonly string[],
  cards: readonly Box[],
): Map<Place, Box> {
  const boxes = new Map<Place, Box>([
    ['you', ends.you],
    ['nginx', ends.nginx],
  ])
  replicas.forEach((name, index) => {
    const card = cards[index]
    if (card) boxes.set(name, card)
  })
  if (ends.store) boxes.set('store', ends.store)
  return boxes
}

/** The lines between replicas, at the right of their cards: the further apart two of them are, the further out, from `near` to `far`. */
export function peerLinks(replicas: readonly string[], cards: readonly Box[], [near, far]: readonly [near: number, far: number]): Link[] {
  const most = Math.max(1, replicas.length - 2)
  return pairsOf(replicas.map((_, index) => index)).flatMap(([a, b, steps]): Link[] => {
    const [from, to] = [cards[a], cards[b]]
    if (!from || !to) return []
    const by = near + ((far - near) * (steps - 1)) / most
    const port = from.h * (0.3 - (0.2 * (steps - 1)) / most)
    const start: Point = [from.x + from.w, from.y + from.h / 2 + port]
    const end: Point = [to.x + to.w, to.y + to.h / 2 - port]
    return [{ kind: 'peer', from: replicas[a] ?? '', to: replicas[b] ?? '', curve: bulge(start, end, by) }]
  })
}
