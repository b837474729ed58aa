import { markdownTable, type Table, textTable } from '../table'
import type { ClusterBenchResult } from './result'
import { agesTable, heldTable, ratioTable, recoveryTable, speedTable, trafficTable } from './tables'

type Part = { readonly title: string; readonly table: Table }

function parts(result: ClusterBenchResult): Part[] {
  const all: Part[] = [
    { title: 'A change, one at a time, and 32 at once over all members', table: speedTable(result) },
    { title: "p50 of a change beside Redis' in the same rounds", table: ratioTable(result) },
    { title: 'What the wire carries for one change, and the replication lag under load', table: trafficTable(result) },
    { title: 'Memory of a session, and how long a joiner takes to catch up', table: heldTable(result) },
    { title: 'Memory of a session on one holder', table: agesTable(result) },
    { title: 'After a kill -9, while clients go on at the others', table: recoveryTable(result) },
  ]
  return all.filter(({ table }) => table.length > 1)
}

/** Everything for the terminal. */
export function textReport(result: ClusterBenchResult): string {
  return [...parts(result).map(({ title, table }) => `${title}\n\n${textTable(table)}`), measuredOn(result)].join('\n\n')
}

/** The tables for docs/benchmarks.md. */
export function markdownReport(result: ClusterBenchResult): string {
  return `${[...parts(result).map(({ title, table }) => `### ${title}\n${markdownTable(table)}`), measuredOn(result)].join('\n\n')}\n`
}

/** What the figures depend on. */
function measuredOn({ machine, minutes, load, command, at }: ClusterBenchResult): string {
  const { cores, memoryGiB, node, redis, system } = machine
  const busy = load.before > cores / 4 ? ` The machine was not idle when it began (load average ${load.before.toFixed(1)}).` : ''
  return `Measured on ${at.slice(0, 10)} by \`${command}\` (${minutes} minutes) on ${cores} cores with ${memoryGiB} GiB (${system}), Node ${node}${redis ? `, Redis ${redis}` : ''}; members, clients and servers share them.${busy}`
}
