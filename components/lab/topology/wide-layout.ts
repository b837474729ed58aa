import { line, type Point, swing } from './curve'
import type { Box, Content, Layout, Link } from './layout'
import { boxesOf, peerLinks } from './replica-places'
import { setPlaces } from './set-places'

const WIDTH = 880
const EDGE = 6
const END_HEIGHT = 96
const CARDS = { nothing: [456, 418], peers: [404, 366], store: [362, 322], set: [332, 292] } as const
const NGINX_X = { nothing: 204, peers: 204, store: 194, set: 180 } as const

/** From left to right, for 46 rem and more: You, nginx, the replicas one above the other, and what stands beside them. */
export function wideLayout({ replicas, beside, set }: Content): Layout {
  const count = replicas.length
  const [h, gap] = count <= 3 ? [96, 22] : count <= 5 ? [76, 14] : [52, 10]
  const stack = count * h + (count - 1) * gap
  const setAt = (y: number) => setPlaces({ x: 672, y, w: 202 }, 68, set)
  const height = Math.max(stack, beside === 'set' ? setAt(0).store.h : 240) + 2 * EDGE
  const middle = height / 2
  const [x, w] = CARDS[beside]

  const you: Box = { x: EDGE, y: middle - END_HEIGHT / 2, w: 138, h: END_HEIGHT }
  const nginx: Box = { x: NGINX_X[beside], y: middle - END_HEIGHT / 2, w: 112, h: END_HEIGHT }
  const single = { store: { x: 750, y: middle - 78, w: 124, h: 156 }, rows: [], at: middle + 8 }
  const { store, rows, at } = beside === 'set' ? setAt(middle - setAt(0).store.h / 2) : single
  const cards = replicas.map((_, index): Box => ({ x, y: middle - stack / 2 + index * (h + gap), w, h }))
  const centre = (index: number) => (cards[index]?.y ?? 0) + h / 2

  const links: Link[] = [{ kind: 'door', from: 'you', to: 'nginx', curve: line([you.x + you.w, middle], [nginx.x, middle]) }]
  replicas.forEach((name, index) => {
    const out: Point = [nginx.x + nginx.w, middle]
    links.push({ kind: 'serve', from: 'nginx', to: name, curve: swing(out, [x, centre(index)]) })
    if (beside !== 'store' && beside !== 'set') return
    const spread = ((index + 1) / (count + 1) - 0.5) * (beside === 'set' ? 34 : 70)
    links.push({ kind: 'store', from: name, to: 'store', curve: swing([x + w, centre(index)], [store.x, at + spread]) })
  })
  if (beside === 'peers') links.push(...peerLinks(replicas, cards, [26, WIDTH - x - w - 8]))

  const boxes = boxesOf({ you, nginx, store: beside === 'store' || beside === 'set' ? store : null }, replicas, cards)
  return { form: 'wide', width: WIDTH, height, boxes, rows, links, isTight: count > 5 }
}
