/** The middle of some figures, with the quartiles around it: half of them lie between `low` and `high`. */
export type Summary = { readonly median: number; readonly low: number; readonly high: number }

/** The value that a share `q` of the sorted figures is at or below, interpolated between neighbours. @throws RangeError without any figure. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new RangeError('There is no quantile of nothing.')
  const at = (sorted.length - 1) * q
  const below = Math.floor(at)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  return low + (high - low) * (at - below)
}

/** Median and quartiles, in whatever order the figures come. */
export function summarize(figures: readonly number[]): Summary {
  const sorted = Float64Array.from(figures).sort()
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) }
}

/** How far the quartiles lie apart, as a share of the median: 0.1 is a calm machine, 0.5 a busy one. */
export function spread({ median, low, high }: Summary): number {
  return median === 0 ? 0 : (high - low) / median
}

/** Round by round, how one series relates to another that was measured right beside it: slow drift of the machine cancels out. */
export function ratios(series: readonly number[], base: readonly number[]): number[] {
  if (series.length !== base.length) throw new RangeError(`${series.length} figures cannot be compared with ${base.length}.`)
  return series.map((figure, round) => figure / (base[round] as number))
}

/**
 * The items in an order that looks random and is the same for the same seed (Fisher-Yates over mulberry32). Turns that only rotated
 * would leave everybody behind the same neighbour, and pay for that one's garbage.
 */
export function shuffle<T>(items: readonly T[], seed: number): T[] {
  const shuffled = [...items]
  let state = (seed + 1) * 0x9e3779b9
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T]
  }
  return shuffled
}
