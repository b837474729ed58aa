/**
 * The result as tables, for the terminal and for Markdown alike.
 *
 * @module
 */
import { ratios, summarize } from '../sessions/statistics'
import type { Table } from '../table'
import type { ClusterBenchResult, Recovery, Speed } from './result'

export function speedTable({ speeds }: Pick<ClusterBenchResult, 'speeds'>): Table {
  const rows = speeds.map(({ kind, size, ack, p50, p99, opsPerSecond }) => [
    String(size),
    kind,
    kind === 'redis' ? '–' : ack,
    milliseconds(median(p50)),
    milliseconds(median(p99)),
    count(median(opsPerSecond)),
  ])
  return [['members', 'store', 'acknowledged', 'p50 ms', 'p99 ms', 'ops/s, 32 at once'], ...rows]
}

/** Round by round, so that what disturbs the machine disturbs both. */
export function ratioTable({ speeds }: Pick<ClusterBenchResult, 'speeds'>): Table {
  const rows = speeds.flatMap((speed) => {
    const redis = besideOf(speeds, speed)
    if (!redis) return []
    const { median: middle, low, high } = summarize(ratios(speed.p50, redis.p50))
    return [
      [
        String(speed.size),
        speed.kind,
        speed.ack,
        middle.toFixed(1),
        `${low.toFixed(1)}–${high.toFixed(1)}`,
        count(median(redis.opsPerSecond)),
      ],
    ]
  })
  return [['members', 'store', 'acknowledged', "times Redis' p50", 'quartiles', "Redis' ops/s"], ...rows]
}

export function trafficTable({ speeds }: Pick<ClusterBenchResult, 'speeds'>): Table {
  const rows = speeds.flatMap(({ kind, size, ack, traffic, lag }) => {
    if (!traffic || !lag || traffic.length === 0) return []
    const [frames, bytes] = [median(traffic.map((each) => each.frames)), median(traffic.map((each) => each.bytes))]
    return [[String(size), kind, ack, frames.toFixed(1), count(bytes), milliseconds(lag.p50), milliseconds(lag.p99)]]
  })
  return [['members', 'store', 'acknowledged', 'frames', 'bytes', 'lag p50 ms', 'lag p99 ms'], ...rows]
}

export function heldTable({ held }: Pick<ClusterBenchResult, 'held'>): Table {
  const rows = held.map(({ kind, size, sessions, bytesPerSession, packedPerSession, holders, join }) => [
    kind === 'redis' ? '–' : String(size),
    kind,
    count(sessions),
    count(bytesPerSession),
    count(bytesPerSession / holders),
    packedPerSession === null ? '–' : count(packedPerSession / holders),
    join ? (join.ms / 1_000).toFixed(2) : '–',
    join ? (join.bytes / 1e6).toFixed(1) : '–',
  ])
  const head = [
    'members',
    'store',
    'sessions',
    'bytes, all members',
    'bytes, each holder',
    'of them packed',
    'last joiner s',
    'received MB',
  ]
  return [head, ...rows]
}

export function agesTable({ ages }: Pick<ClusterBenchResult, 'ages'>): Table {
  const rows = ages.map(({ kind, sessions, fresh, soon, settled }) => [kind, count(sessions), count(fresh), count(soon), count(settled)])
  return [['store', 'sessions', 'bytes, just signed in', 'a minute later', 'ten minutes later'], ...rows]
}

export function recoveryTable({ recoveries }: Pick<ClusterBenchResult, 'recoveries'>): Table {
  const groups = [...new Set(recoveries.map(keyOf))].map((key) => recoveries.filter((each) => keyOf(each) === key))
  const rows = groups.map((group) => {
    const [{ kind, size }] = group as [Recovery]
    const failedFor = group.flatMap(({ failedForMs }) => (failedForMs === null ? [] : [failedForMs]))
    const copied = group.flatMap(({ copiedAgainMs }) => (copiedAgainMs === null ? [] : [copiedAgainMs]))
    return [
      String(size),
      kind === 'redis' ? 'redis (the server, started again)' : kind,
      String(group.length),
      count(median(group.map(({ longestGapMs }) => longestGapMs))),
      count(Math.max(...group.map(({ longestGapMs }) => longestGapMs))),
      count(median(group.map(({ failures }) => failures))),
      failedFor.length === 0 ? '–' : count(median(failedFor)),
      copied.length === 0 ? '–' : count(median(copied)),
    ]
  })
  const head = ['members', 'store', 'kills', 'longest wait ms', 'worst', 'changes that failed', 'failing for ms', 'all copies again ms']
  return [head, ...rows]
}

/** Redis' figures of the same rounds. */
function besideOf(speeds: readonly Speed[], { kind, size, ack }: Speed): Speed | undefined {
  return kind === 'redis' ? undefined : speeds.find((each) => each.kind === 'redis' && each.size === size && each.ack === ack)
}

function keyOf({ kind, size }: Recovery): string {
  return `${size} ${kind}`
}

function median(figures: readonly number[]): number {
  return summarize(figures).median
}

function count(figure: number): string {
  return Math.round(figure).toLocaleString('en-US')
}

/** Three digits that mean something. */
function milliseconds(figure: number): string {
  return figure >= 100 ? String(Math.round(figure)) : figure.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.max(figure, 1e-3)))))
}
