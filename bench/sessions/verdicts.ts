/**
 * What the figures say: each store against its floor, with the targets, and against its peer.
 *
 * @module
 */
import type { Family, Operation } from './contestant'
import type { BenchResult } from './result'
import type { Cell, Metric } from './rounds'
import { ratios, type Summary, spread, summarize } from './statistics'

/** The least share of its floor's operations per second that a store should reach, by how many are at once. */
const TARGETS: Readonly<Partial<Record<Family, Partial<Record<Operation, Readonly<Record<number, number>>>>>>> = {
  redis: { read: { 1: 0.9, 32: 0.9 }, change: { 1: 0.7, 32: 0.7 } },
  postgres: { read: { 1: 0.6, 32: 0.5 }, change: { 1: 0.5, 32: 0.4 } },
}

/** Our store in one metric. */
export type Verdict = Metric & {
  readonly family: Family
  readonly opsPerSecond: Summary
  /** Of the floor's operations per second; null where there is no floor (renew). */
  readonly share: Summary | null
  /** Null where none was set. */
  readonly target: number | null
  readonly peer: { readonly name: string; readonly opsPerSecond: Summary; readonly factor: Summary; readonly isBeaten: boolean }
}

export function verdictsOf({ cells, frontCostMs }: Pick<BenchResult, 'cells' | 'frontCostMs'>): Verdict[] {
  return cells.filter(({ role }) => role === 'ours').map((ours) => verdictOf(ours, cells, frontCostMs))
}

function verdictOf(ours: Cell, cells: readonly Cell[], frontCostMs: number): Verdict {
  const { family, operation, concurrency, single } = ours
  const beside = cells.filter((cell) => cell.family === family && isSameMetric(cell, ours))
  const floor = beside.find(({ role }) => role === 'floor')
  const peer = beside.find(({ role }) => role === 'peer')
  if (!peer) throw new RangeError(`There is no peer beside the ${family} store.`)
  const factor = summarize(
    ratios(
      opsOf(ours),
      opsOf(peer).map((ops) => withoutFront(ops, frontCostMs)),
    ),
  )
  return {
    ...{ family, operation, concurrency, single },
    opsPerSecond: summarize(opsOf(ours)),
    share: floor ? summarize(ratios(opsOf(ours), opsOf(floor))) : null,
    target: single ? null : (TARGETS[family]?.[operation]?.[concurrency] ?? null),
    peer: { name: peer.name, opsPerSecond: summarize(opsOf(peer)), factor, isBeaten: factor.median > 1 },
  }
}

/** What the peer would reach if what it does before it asks its store took no time. */
function withoutFront(opsPerSecond: number, frontCostMs: number): number {
  return 1000 / Math.max(1000 / opsPerSecond - frontCostMs, Number.EPSILON)
}

export function opsOf({ rounds }: Cell): number[] {
  return rounds.map(({ opsPerSecond }) => opsPerSecond)
}

export function isSameMetric(a: Metric, b: Metric): boolean {
  return a.operation === b.operation && a.concurrency === b.concurrency && a.single === b.single
}

/** Whether a target is reached; null without one. */
export function isReached({ share, target }: Pick<Verdict, 'share' | 'target'>): boolean | null {
  return share === null || target === null ? null : share.median >= target
}

/** Whether the quartiles lie on both sides of a mark: then the median alone has decided, and another run may decide otherwise. */
export function isClose(summary: Summary | null, mark: number | null): boolean {
  return summary !== null && mark !== null && summary.low < mark && summary.high >= mark
}

/** Rounds that usually lie further apart than this say little about differences of a tenth. */
const RESTLESS = 0.15

/** Whether the machine was too restless to be relied upon. */
export function isRestless(cells: readonly Cell[]): boolean {
  return noiseOf(cells).usual > RESTLESS
}

/** How far rounds of the same thing lay apart (quartiles by median): in the usual cell and in the worst one. */
export function noiseOf(cells: readonly Cell[]): { readonly usual: number; readonly worst: number } {
  const spreads = cells.map((cell) => spread(summarize(opsOf(cell))))
  return { usual: summarize(spreads).median, worst: Math.max(...spreads) }
}

/** Our stores that lost, doubled or revived something: there is no excuse for one. */
export function brokenPromises({ correctness }: Pick<BenchResult, 'correctness'>): string[] {
  return correctness
    .filter(({ role }) => role === 'ours')
    .flatMap(({ family, adds, signOut, signIn }) => [
      ...adds.flatMap(({ concurrency, lost, doubled }) => [
        ...(lost.most > 0 ? [`${family}: ${lost.most} adds lost, ${concurrency} at once`] : []),
        ...(doubled > 0 ? [`${family}: ${doubled} adds doubled, ${concurrency} at once`] : []),
      ]),
      ...(signOut.alive > 0 ? [`${family}: ${signOut.alive} sessions alive after a sign-out`] : []),
      ...(signIn.kept < signIn.acknowledged ? [`${family}: ${signIn.acknowledged - signIn.kept} adds lost by a sign-in`] : []),
      ...(signIn.oldAlive > 0 ? [`${family}: ${signIn.oldAlive} old cookies alive after a sign-in`] : []),
    ])
}
