/** x and y, in units of the layout. */
export type Point = readonly [number, number]
type Cubic = readonly [Point, Point, Point, Point]
/** A line of the picture: Bézier pieces, each beginning where the one before ends. */
export type Curve = readonly Cubic[]

/** Samples per piece: enough for dots to move evenly. */
const SAMPLES = 20

function straight(a: Point, b: Point): Cubic {
  const third = (n: number): Point => [a[0] + ((b[0] - a[0]) * n) / 3, a[1] + ((b[1] - a[1]) * n) / 3]
  return [a, third(1), third(2), b]
}

export function line(a: Point, b: Point): Curve {
  return [straight(a, b)]
}

/** Leaves and arrives level. */
export function swing(a: Point, b: Point): Curve {
  const middle = (a[0] + b[0]) / 2
  return [[a, [middle, a[1]], [middle, b[1]], b]]
}

/** From one point of an edge to another one, to the right of it by so much. */
export function bulge(a: Point, b: Point, by: number): Curve {
  const out = (by * 4) / 3
  return [[a, [a[0] + out, a[1]], [b[0] + out, b[1]], b]]
}

/** Down from a, along a trunk at x, and level to b. */
export function trunk(a: Point, x: number, b: Point): Curve {
  const turn = 10
  const top: Point = [x, a[1] + 30]
  const bottom: Point = [x, b[1] - turn]
  const toward = b[0] > x ? turn : -turn
  return [
    [a, [a[0], a[1] + 20], [x, a[1] + 10], top],
    straight(top, bottom),
    [bottom, [x, b[1] - 4], [x + toward * 0.4, b[1]], [x + toward, b[1]]],
    straight([x + toward, b[1]], b),
  ]
}

export function backwards(curve: Curve): Curve {
  return curve.map(([a, b, c, d]): Cubic => [d, c, b, a]).reverse()
}

/** As SVG writes it. */
export function pathOf(curve: Curve): string {
  const at = ([x, y]: Point) => `${round(x)} ${round(y)}`
  return curve.map(([a, b, c, d], index) => `${index === 0 ? `M${at(a)}` : ''}C${at(b)} ${at(c)} ${at(d)}`).join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function onCubic([a, b, c, d]: Cubic, t: number): Point {
  const s = 1 - t
  const mix = (i: 0 | 1) => s * s * s * a[i] + 3 * s * s * t * b[i] + 3 * s * t * t * c[i] + t * t * t * d[i]
  return [mix(0), mix(1)]
}

type Samples = { points: Point[]; lengths: number[] }
const sampled = new WeakMap<Curve, Samples>()

function samplesOf(curve: Curve): Samples {
  const known = sampled.get(curve)
  if (known) return known
  const points: Point[] = []
  for (const piece of curve) for (let i = points.length === 0 ? 0 : 1; i <= SAMPLES; i++) points.push(onCubic(piece, i / SAMPLES))
  let length = 0
  const lengths = points.map((point, i) => {
    const before = points[i - 1]
    if (before) length += Math.hypot(point[0] - before[0], point[1] - before[1])
    return length
  })
  const samples = { points, lengths }
  sampled.set(curve, samples)
  return samples
}

export function lengthOf(curve: Curve): number {
  return samplesOf(curve).lengths.at(-1) ?? 0
}

/** Where one is after this part (0 to 1) of the line's length. */
export function pointAt(curve: Curve, part: number): Point {
  const { points, lengths } = samplesOf(curve)
  const wanted = Math.min(1, Math.max(0, part)) * (lengths.at(-1) ?? 0)
  const next = Math.max(
    1,
    lengths.findIndex((length) => length >= wanted),
  )
  const [a, b] = [points[next - 1] ?? [0, 0], points[next] ?? [0, 0]]
  const [from, to] = [lengths[next - 1] ?? 0, lengths[next] ?? 0]
  const t = to > from ? (wanted - from) / (to - from) : 0
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
}
