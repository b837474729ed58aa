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

/** The same order, begun one place further with each round: who comes first, or after whom, is nobody's advantage. */
export function rotate<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}
