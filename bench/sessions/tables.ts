/**
 * The result as tables, for the terminal and for docs/benchmarks.md alike.
 *
 * @module
 */
import type { Table } from '../table'
import type { Family } from './contestant'
import type { CorrectnessResult } from './correctness'
import type { BenchResult } from './result'
import { METRICS, type Metric } from './rounds'
import { ratios, type Summary, summarize } from './statistics'
import { isClose, isReached, isSameMetric, opsOf, type Verdict, verdictsOf } from './verdicts'

export const FAMILY_NAMES: Readonly<Record<Family, string>> = { memory: 'Memory', redis: 'Redis', postgres: 'Postgres' }

/** Our stores with a target. */
export function targetTable(result: BenchResult): Table {
  const rows = byStore(result).filter(({ target }) => target !== null)
  const row = (verdict: Verdict) => [
    FAMILY_NAMES[verdict.family],
    metricName(verdict),
    ...share(verdict.share),
    String(verdict.target),
    `${isReached(verdict) ? 'yes' : 'no'}${isClose(verdict.share, verdict.target) ? ', by the median' : ''}`,
  ]
  return [['store', 'operation', 'share of floor', 'quartiles', 'target', 'reached'], ...rows.map(row)]
}

/** Our stores beside their peers, line by line. */
export function peerTable(result: BenchResult): Table {
  const row = ({ family, opsPerSecond, peer, ...metric }: Verdict) => [
    FAMILY_NAMES[family],
    metricName(metric),
    count(opsPerSecond.median),
    count(peer.opsPerSecond.median),
    peer.name,
    ...factor(peer.factor),
    `${peer.isBeaten ? 'yes' : 'no'}${isClose(peer.factor, 1) ? ', by the median' : ''}`,
  ]
  const head = ['store', 'operation', 'Hopcart ops/s', 'peer ops/s', 'peer', 'times as fast', 'quartiles', 'faster']
  return [head, ...byStore(result).map(row)]
}

/** Everybody's figures in one place. */
export function figuresTable({ cells }: BenchResult, family: Family): Table {
  const rows = METRICS.flatMap((metric) => {
    const beside = cells.filter((cell) => cell.family === family && isSameMetric(cell, metric))
    const floor = beside.find(({ role }) => role === 'floor')
    return beside.map((cell, index) => {
      const ops = summarize(opsOf(cell))
      const middle = (of: 'p50' | 'p99') => milliseconds(summarize(cell.rounds.map((slice) => slice[of])).median)
      const ofFloor = floor && cell !== floor ? share(summarize(ratios(opsOf(cell), opsOf(floor))))[0] : '–'
      const name = cell.role === 'floor' ? 'floor' : cell.name
      return [
        index === 0 ? metricName(metric) : '',
        name,
        count(ops.median),
        `${count(ops.low)}–${count(ops.high)}`,
        middle('p50'),
        middle('p99'),
        ofFloor,
      ]
    })
  })
  return [['operation', 'who', 'ops/s', 'quartiles', 'p50 ms', 'p99 ms', 'of floor'], ...rows]
}

/** Acknowledged against present. */
export function correctnessTable({ correctness }: BenchResult): Table {
  const lost = ({ adds }: CorrectnessResult, atOnce: number) => {
    const found = adds.find(({ concurrency }) => concurrency === atOnce)
    if (!found) return ['–']
    const { acknowledged, lost: range, doubled } = found
    const spread = range.least === range.most ? '' : ` (${range.least}–${range.most})`
    return [`${range.median}${spread} of ${acknowledged}${doubled > 0 ? `, ${doubled} doubled` : ''}`]
  }
  const rows = correctness.map((each) => [
    each.role === 'ours' ? `Hopcart on ${FAMILY_NAMES[each.family]}` : each.name,
    ...lost(each, 2),
    ...lost(each, 16),
    `${each.signOut.alive} of ${each.signOut.trials}`,
    `${each.signIn.kept} of ${each.signIn.acknowledged}`,
    `${each.signIn.oldAlive} of ${each.signIn.trials}`,
  ])
  const head = ['who', 'lost, 2 at once', 'lost, 16 at once', 'alive after sign-out', 'kept by sign-in', 'old cookie alive']
  return [head, ...rows]
}

/** One store after the other; within a store in the order of the metrics. */
function byStore(result: BenchResult): Verdict[] {
  const verdicts = verdictsOf(result)
  return result.families.flatMap((family) => verdicts.filter((verdict) => verdict.family === family))
}

export function metricName({ operation, concurrency, single }: Metric): string {
  return `${operation}${single ? ', one session' : ''} · ${concurrency}`
}

function count(figure: number): string {
  return Math.round(figure).toLocaleString('en-US')
}

/** Three digits that mean something. */
function milliseconds(figure: number): string {
  return figure >= 100 ? String(Math.round(figure)) : figure.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.max(figure, 1e-4)))))
}

function share(summary: Summary | null): [string, string] {
  return summary ? [summary.median.toFixed(2), `${summary.low.toFixed(2)}–${summary.high.toFixed(2)}`] : ['–', '']
}

function factor({ median, low, high }: Summary): [string, string] {
  return [median.toFixed(1), `${low.toFixed(1)}–${high.toFixed(1)}`]
}
