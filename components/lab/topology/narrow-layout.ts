import { line, type Point, trunk } from './curve'
import type { Box, Content, Layout, Link } from './layout'
import { boxesOf, peerLinks } from './replica-places'
import { setPlaces } from './set-places'

const WIDTH = 320
const EDGE = 2
/** Room for lines at either side of the cards. */
const GUTTER = 34
const END: Omit<Box, 'y'> = { x: 50, w: 220, h: 54 }

/** From top to bottom, down to 256 pixels: nginx's lines run down at the left, those between replicas or to the store at the right. */
export function narrowLayout({ replicas, beside, set }: Content): Layout {
  const count = replicas.length
  const hasStore = beside === 'store' || beside === 'set'
  const [h, gap] = count > 5 ? [58, 10] : hasStore ? [78, 14] : [98, 14]
  const you: Box = { ...END, y: EDGE }
  const nginx: Box = { ...END, y: you.y + you.h + 28 }
  const x = GUTTER
  const w = WIDTH - GUTTER - (beside === 'nothing' ? EDGE : GUTTER)
  const top = nginx.y + nginx.h + 34
  const cards = replicas.map((_, index): Box => ({ x, y: top + index * (h + gap), w, h }))
  const centre = (index: number) => (cards[index]?.y ?? 0) + h / 2
  const end = top + count * h + (count - 1) * gap
  const single = { store: { x: 60, y: end + 40, w: 200, h: 110 }, rows: [], at: 0 }
  const { store, rows, at } = beside === 'set' ? setPlaces({ x, y: end + 24, w }, 62, set) : single

  const links: Link[] = [{ kind: 'door', from: 'you', to: 'nginx', curve: line([160, you.y + you.h], [160, nginx.y]) }]
  replicas.forEach((name, index) => {
    links.push({ kind: 'serve', from: 'nginx', to: name, curve: trunk([78, nginx.y + nginx.h], 14, [x, centre(index)]) })
    if (!hasStore) return
    const out: Point = [x + w, centre(index)]
    const curve = beside === 'set' ? downBeside(out, WIDTH - 14, [x + w, at]) : downTo(out, WIDTH - 14, [230, store.y + 7])
    links.push({ kind: 'store', from: name, to: 'store', curve })
  })
  if (beside === 'peers') links.push(...peerLinks(replicas, cards, [13, 30]))

  const boxes = boxesOf({ you, nginx, store: hasStore ? store : null }, replicas, cards)
  const height = (hasStore ? store.y + store.h : end) + EDGE
  return { form: 'narrow', width: WIDTH, height, boxes, rows, links, isTight: count > 5 }
}

/** Level from a card to the trunk at x, down it, and level back to what stands below. */
function downBeside(a: Point, x: number, b: Point): Link['curve'] {
  const turn = 10
  const corner: Point = [x, a[1] + turn]
  const last: Point = [x, b[1] - turn]
  return [
    ...line(a, [x - turn, a[1]]),
    [[x - turn, a[1]], [x - 4, a[1]], [x, a[1] + 4], corner],
    ...line(corner, last),
    [last, [x, b[1] - 4], [x - 4, b[1]], [x - turn, b[1]]],
    ...line([x - turn, b[1]], b),
  ]
}

/** Level from a card to the trunk at x, down it, and into what stands below. */
function downTo(a: Point, x: number, b: Point): Link['curve'] {
  const turn = 10
  const start: Point = [x - turn, a[1]]
  const corner: Point = [x, a[1] + turn]
  const last: Point = [x, b[1] - 30]
  return [
    ...line(a, start),
    [start, [x - 4, a[1]], [x, a[1] + 4], corner],
    ...line(corner, last),
    [last, [x, b[1] - 8], [b[0], b[1] - 24], b],
  ]
}
