import type { Box, Content } from './layout'

const GAP = 11
const HEAD = 44
const FOOT = 40

type SetContent = NonNullable<Content['set']>
const UNKNOWN: SetContent = { rows: 3, target: 1, hasFoot: false }

/** A box for a set at this place, as high as its rows of that height need, and those rows; `at`: where lines to it end, from top to bottom. */
export function setPlaces(
  { x, y, w }: Omit<Box, 'h'>,
  rowHeight: number,
  { rows, target, hasFoot }: SetContent = UNKNOWN,
): { readonly store: Box; readonly rows: readonly Box[]; readonly at: number } {
  const boxes = Array.from({ length: rows }, (_, i): Box => ({ x, y: y + HEAD + i * (rowHeight + GAP), w, h: rowHeight }))
  const h = HEAD + rows * rowHeight + Math.max(0, rows - 1) * GAP + (hasFoot ? FOOT : 0)
  const aimed = boxes[Math.min(target, rows - 1)]
  return { store: { x, y, w, h }, rows: boxes, at: aimed ? aimed.y + aimed.h / 2 : y + h / 2 }
}
