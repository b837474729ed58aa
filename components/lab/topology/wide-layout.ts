import { bulge, line, type Point, swing } from './curve'
import { type Box, type Content, type Layout, type Link, pairsOf } from './layout'

const WIDTH = 880
const EDGE = 6
const END_HEIGHT = 96

/** From left to right, for 46 rem and more: You, nginx, the replicas one above the other, and what stands beside them. */
export function wideLayout({ replicas, beside }: Content): Layout {
  const count = replicas.length
  const [h, gap] = count <= 3 ? [96, 22] : count <= 5 ? [76, 14] : [52, 10]
  const stack = count * h + (count - 1) * gap
  const height = Math.max(stack, 240) + 2 * EDGE
  const middle = height / 2
  const [x, w] = beside === 'nothing' ? [456, 418] : beside === 'peers' ? [404, 366] : [362, 322]

  const you: Box = { x: EDGE, y: middle - END_HEIGHT / 2, w: 138, h: END_HEIGHT }
  const nginx: Box = { x: beside === 'store' ? 194 : 204, y: middle - END_HEIGHT / 2, w: 112, h: END_HEIGHT }
  const store: Box = { x: 750, y: middle - 78, w: 124, h: 156 }
  const cards = replicas.map((_, index): Box => ({ x, y: middle - stack / 2 + index * (h + gap), w, h }))
  const centre = (index: number) => (cards[index]?.y ?? 0) + h / 2

  const links: Link[] = [{ kind: 'door', from: 'you', to: 'nginx', curve: line([you.x + you.w, middle], [nginx.x, middle]) }]
  replicas.forEach((name, index) => {
    const out: Point = [nginx.x + nginx.w, middle]
    links.push({ kind: 'serve', from: 'nginx', to: name, curve: swing(out, [x, centre(index)]) })
    if (beside !== 'store') return
    const spread = ((index + 1) / (count + 1) - 0.5) * 70
    links.push({ kind: 'store', from: name, to: 'store', curve: swing([x + w, centre(index)], [store.x, middle + 8 + spread]) })
  })
  if (beside === 'peers') {
    const room = WIDTH - x - w - 8
    for (const [a, b, steps] of pairsOf(replicas.map((_, index) => index))) {
      const by = 26 + ((room - 26) * (steps - 1)) / Math.max(1, count - 2)
      const port = h * (0.3 - (0.2 * (steps - 1)) / Math.max(1, count - 2))
      const from: Point = [x + w, centre(a) + port]
      const to: Point = [x + w, centre(b) - port]
      links.push({ kind: 'peer', from: replicas[a] ?? '', to: replicas[b] ?? '', curve: bulge(from, to, by) })
    }
  }

  const boxes = new Map<string, Box>([
    ['you', you],
    ['nginx', nginx],
  ])
  replicas.forEach((name, index) => {
    const card = cards[index]
    if (card) boxes.set(name, card)
  })
  if (beside === 'store') boxes.set('store', store)
  return { form: 'wide', width: WIDTH, height, boxes, links, isTight: count > 5 }
}
