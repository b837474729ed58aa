import type { Machine } from '../sessions/machine'
import { ratios, summarize } from '../sessions/statistics'
import { markdownTable, type Table } from '../table'
import type { NearCacheMeasured, WayResult } from './measure'

/** How many times the read rate it is to have. */
export const TARGET = 20

export type NearCacheResult = NearCacheMeasured & {
  readonly command: string
  readonly at: string
  readonly rounds: number
  readonly machine: Machine
  readonly load: { readonly before: number; readonly after: number }
}

/** Medians, and quartiles where they tell something. */
export function speedTable(ways: readonly WayResult[]): Table {
  const whole = (value: number) => Math.round(value).toLocaleString('en-US')
  const rows = ways.map(({ concurrency, changes, near, plain, hitRate }) => {
    const median = (slices: typeof near, figure: keyof (typeof near)[number]) => summarize(slices.map((each) => each[figure])).median
    const factor = factorOf({ near, plain })
    return [
      `${concurrency}`,
      `${changes}`,
      whole(median(plain, 'opsPerSecond')),
      whole(median(near, 'opsPerSecond')),
      `${factor.median.toFixed(1)} (${factor.low.toFixed(1)}–${factor.high.toFixed(1)})`,
      (median(plain, 'p50') * 1000).toFixed(1),
      (median(near, 'p50') * 1000).toFixed(1),
      `${median(plain, 'cpuMicros').toFixed(1)} / ${median(near, 'cpuMicros').toFixed(1)}`,
      `${(hitRate * 100).toFixed(2)} %`,
    ]
  })
  return [
    [
      'at once',
      'changes/s elsewhere',
      'reads/s without',
      'reads/s with',
      'times as many',
      'p50 µs without',
      'p50 µs with',
      'CPU µs a read',
      'hit rate',
    ],
    ...rows,
  ]
}

/** How many times as many reads, round by round. */
export function factorOf({ near, plain }: Pick<WayResult, 'near' | 'plain'>) {
  const rates = (slices: typeof near) => slices.map(({ opsPerSecond }) => opsPerSecond)
  return summarize(ratios(rates(near), rates(plain)))
}

/** How many times the processor time of the replica's process a read takes without: what the factor comes to where nothing else keeps that process waiting. */
function cpuFactorOf({ near, plain }: Pick<WayResult, 'near' | 'plain'>): number {
  const median = (slices: typeof near) => summarize(slices.map(({ cpuMicros }) => cpuMicros)).median
  return median(plain) / median(near)
}

/** The section of docs/benchmarks.md. */
export function markdownSection(result: NearCacheResult): string {
  const { ways, lagP50Ms, lagP99Ms, machine, command, at, rounds, load } = result
  const measured = ways.filter(({ changes }) => changes === 0)
  const factors = measured.map((way) => `${factorOf(way).median.toFixed(1)} (${way.concurrency} at once)`)
  const byCpu = measured.map((way) => `${cpuFactorOf(way).toFixed(0)} (${way.concurrency} at once)`)
  const isReached = measured.every((way) => factorOf(way).median >= TARGET)
  const busy = load.before > machine.cores / 4 ? ` The machine was not idle: load average ${load.before.toFixed(1)} when it began.` : ''
  return `# Benchmark of the near-cache
With \`?near-cache=on\` a replica of a Redis store reads ${factors.join(' and ')} times as often in the same time as without. The target is ${TARGET}, and ${isReached ? 'it is reached' : 'it is not reached everywhere'}.
A busy machine flatters that, since a read of Redis waits until two processes have had their turns. By the processor's time of the replica's own process, which depends on that less and has the bench's own work in it, a read without takes ${byCpu.join(' and ')} times as much: so
many times as often it would read on a processor of its own, before a Redis that keeps nobody waiting. Many at once cost less each without a near-cache, since ioredis and the socket take them together; with it they cost the same, and a good part of that is the SHA-256 that makes an id of a token, which is paid to keep no token in memory.
From the sending of a write to its invalidation in the replica's memory: ${lagP50Ms.toFixed(2)} ms (p50), ${lagP99Ms.toFixed(2)} ms (p99), the way to the server included.

${markdownTable(speedTable(ways))}

Medians of ${rounds} rounds of 0.65 s, in turns, and in brackets the quartiles of the rounds' factors; 200 sessions with five lines each. Every 256 reads the event loop takes a turn, so that
heartbeats are heard. *CPU µs a read*: of the replica's process, without and with; what Redis itself takes comes on top without. With changes elsewhere, another connection changes so many of these 200 sessions in each second; what is in memory of them is then forgotten, and the next read goes to Redis.
Measured on ${at.slice(0, 10)} by \`${command}\` on ${machine.cores} cores with ${machine.memoryGiB} GiB (${machine.system}), Node ${machine.node}, Redis ${machine.redis}; client and server share them.${busy}
`
}
