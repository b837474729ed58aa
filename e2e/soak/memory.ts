import type { Stack } from '../../infra/local/stack'

/** Resident memory and heap of a replica, in MB, as it says itself; null while it does not answer. */
export async function memoryOf(stack: Stack, name: string): Promise<{ rss: number; heap: number } | null> {
  const address = stack.state().replicas.find((replica) => replica.name === name)?.address
  try {
    const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(2_000) }
    const text = await (await fetch(`${address}/api/metrics`, init)).text()
    const value = (metric: string) => Number(new RegExp(`^${metric} (\\S+)$`, 'm').exec(text)?.[1]) / 2 ** 20
    return { rss: value('process_resident_memory_bytes'), heap: value('nodejs_heap_used_bytes') }
  } catch {
    return null
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** How much the median of the last third is above that of the first third, in MB. */
export function growth(values: readonly number[]): number {
  const third = Math.floor(values.length / 3)
  return median(values.slice(-third)) - median(values.slice(0, third))
}
