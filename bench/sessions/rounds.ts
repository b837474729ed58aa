import type { Contestant, Family, Operation, Role } from './contestant'
import { collectGarbage } from './garbage'
import { measureSlice, type Slice } from './measure'
import { shuffle } from './statistics'
import type { Status } from './status'

/** One line-up: every contestant that can do it does it, in turns. */
export type Metric = { readonly operation: Operation; readonly concurrency: number; readonly single: boolean }

/** All rounds of one contestant in one metric. */
export type Cell = Metric & { readonly family: Family; readonly role: Role; readonly name: string; readonly rounds: readonly Slice[] }

export const METRICS: readonly Metric[] = [
  ...(['read', 'change', 'renew'] as const).flatMap((operation) =>
    [1, 32].map((concurrency) => ({ operation, concurrency, single: false })),
  ),
  { operation: 'change', concurrency: 32, single: true },
]

const WARM_UP_MS = 200
/** Not counted: sockets, caches and the processor's branch tables belong to whoever was before. */
const LEAD_IN_MS = 50
const SLICE_MS = 650
/** Only memories are that quick. A renewal leaves an alias for 30 s, hence fewer of them. */
const MOST: Readonly<Record<Operation, number>> = { read: 50_000, change: 50_000, renew: 10_000 }

/**
 * Measures everybody in everything. Within a metric the contestants take turns (a slice each, `rounds` times, each time in another
 * order), so that whatever else the machine does meanwhile meets all of them.
 */
export async function runRounds(contestants: readonly Contestant[], rounds: number, status: Status): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const [index, metric] of METRICS.entries()) {
    const entrants = contestants.filter(({ operations }) => operations[metric.operation])
    const slices = new Map(entrants.map((entrant) => [entrant, [] as Slice[]]))
    const what = `${describeMetric(metric)} (${index + 1} of ${METRICS.length})`
    status.show(`${what}: preparing`)
    for (const entrant of entrants) await entrant.prepare()
    for (const entrant of entrants) await run(entrant, metric, WARM_UP_MS)
    for (let round = 0; round < rounds; round++) {
      status.show(`${what}: round ${round + 1} of ${rounds}`)
      for (const entrant of shuffle(entrants, round)) {
        collectGarbage()
        await run(entrant, metric, LEAD_IN_MS)
        slices.get(entrant)?.push(await run(entrant, metric, SLICE_MS))
      }
    }
    for (const [{ family, role, name }, rounds_] of slices) cells.push({ ...metric, family, role, name, rounds: rounds_ })
    status.done(what)
  }
  return cells
}

function run({ name, operations }: Contestant, { operation, concurrency, single }: Metric, durationMs: number): Promise<Slice> {
  const work = operations[operation]
  if (!work) throw new RangeError(`${name} has no ${operation}.`)
  return measureSlice(work, { concurrency, single, durationMs, maxOperations: MOST[operation] })
}

/** `change, 32 at once`. */
function describeMetric({ operation, concurrency, single }: Metric): string {
  return `${operation}${single ? ' of one session' : ''}, ${concurrency} at once`
}

/** How long the rounds of so many contestants take, in milliseconds; the floors have no renewal. */
export function expectedMs(contestants: readonly Contestant[], rounds: number): number {
  const entries = METRICS.map(({ operation }) => contestants.filter(({ operations }) => operations[operation]).length)
  return entries.reduce((sum, entrants) => sum + entrants * (WARM_UP_MS + rounds * (LEAD_IN_MS + SLICE_MS)), 0)
}
