/** So many of the last changes say what the lag is now. */
const RECENT = 10

/** What a member counts, for `/api/metrics`, the Lab and the benchmark. */
export class Counters {
  /** Changes that this member accepted as owner, and how many members acknowledged them. */
  changes = 0
  acknowledgements = 0
  /** Waits for an acknowledgement that ended without one. */
  unacknowledged = 0
  /** Refused as a former owner, by a member with a later view. */
  fenced = 0
  /** Tasks that were sent on to the owner. */
  forwarded = 0
  /** Deltas of sessions of which something was missing here, and was fetched. */
  pulls = 0
  /** Sessions that a comparison found different, and that were exchanged. */
  repairs = 0
  /** Partitions that came to this member as their owner. */
  takeovers = 0
  readonly #lags: number[] = []

  /** From the owner's decision to a member's acknowledgement, in milliseconds; the last 1,000. */
  lag(ms: number): void {
    if (this.#lags.length >= 1_000) this.#lags.shift()
    this.#lags.push(ms)
  }

  snapshot(): Record<string, number> {
    const { changes, acknowledgements, unacknowledged, fenced, forwarded, pulls, repairs, takeovers } = this
    const all = sorted(this.#lags)
    return {
      changes,
      acknowledgements,
      unacknowledged,
      fenced,
      forwarded,
      pulls,
      repairs,
      takeovers,
      lag_now_ms: quantile(sorted(this.#lags.slice(-RECENT)), 0.5),
      lag_p50_ms: quantile(all, 0.5),
      lag_p99_ms: quantile(all, 0.99),
    }
  }
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b)
}

function quantile(inOrder: readonly number[], share: number): number {
  return inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))] ?? 0
}
