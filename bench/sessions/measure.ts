import { SESSIONS } from './contestant'
import { quantile } from './statistics'

/** One measurement; latencies in milliseconds. */
export type Slice = { readonly opsPerSecond: number; readonly p50: number; readonly p99: number }

export type SliceOptions = {
  readonly concurrency: number
  /** Everybody works on the first session instead of on all of them in turn. */
  readonly single: boolean
  readonly durationMs: number
  /** Ends the slice early: what a memory does in half a second would only fill that memory. */
  readonly maxOperations: number
}

/**
 * Repeats an operation, `concurrency` at once, and times each. Workers have sessions of their own (unless `single`), so that nobody
 * renews what another one is renewing. An operation that throws ends the benchmark: a figure about errors would be worthless.
 */
export async function measureSlice(operation: (session: number) => Promise<unknown>, options: SliceOptions): Promise<Slice> {
  const { concurrency, single, durationMs, maxOperations } = options
  const latencies = new Float64Array(maxOperations + concurrency)
  let done = 0
  const begun = performance.now()
  const deadline = begun + durationMs
  const work = async (worker: number) => {
    let session = worker
    for (let before = performance.now(); before < deadline && done < maxOperations; ) {
      await operation(single ? 0 : session)
      const after = performance.now()
      latencies[done++] = after - before
      before = after
      session += concurrency
      if (session >= SESSIONS) session = worker
    }
  }
  await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)))
  const elapsed = performance.now() - begun
  const sorted = latencies.subarray(0, done).sort()
  return { opsPerSecond: (done / elapsed) * 1000, p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) }
}
