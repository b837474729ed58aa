/**
 * `npm run bench:faults`: breaks the servers that keep sessions while shoppers go on, counts what was acknowledged, lost and doubled and for
 * how long nobody was served, and compares that with each mode's promise. Ends with exit code 1 when one was broken.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { runCommand, writeReport } from '../command'
import { openStatus } from '../sessions/status'
import { describeServers } from './machine'
import { type FaultBenchOptions, readOptions, USAGE } from './options'
import type { FaultMode, Place, StartPlace } from './place'
import { startPostgresPlace } from './places/postgres'
import { startRedisPlace } from './places/redis'
import { startClusterPlace } from './places/redis-cluster'
import { startSentinelPlace } from './places/redis-ha'
import { textReport, withSection } from './report'
import type { FaultBenchResult, FaultRuns } from './result'
import { runFault } from './run'
import { verdict } from './verdict'

const PLACES: Readonly<Record<FaultMode, StartPlace>> = {
  redis: startRedisPlace,
  'redis-ha': startSentinelPlace,
  'redis-cluster': startClusterPlace,
  db: startPostgresPlace,
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const options = readOptions(args)
  const running = new Set<Place>()
  const stop = () => Promise.all([...running].map((place) => place.stop()))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop().finally(() => process.exit(130)))
  let result: FaultBenchResult
  try {
    result = await measure(options, running)
  } finally {
    await stop()
  }
  console.log(`\n${textReport(result)}\n`)
  writeReport(options.json, `${JSON.stringify(result, null, 1)}\n`)
  if (options.markdown !== null) writeReport(options.markdown, withSection(readFileSync(options.markdown, 'utf8'), result))
  if (result.faults.some(({ fault, runs }) => verdict(fault, runs).length > 0)) process.exitCode = 1
}

async function measure({ modes, runs, clients, aroundMs, command }: FaultBenchOptions, running: Set<Place>): Promise<FaultBenchResult> {
  const [begun, before, status] = [Date.now(), loadavg()[0] ?? 0, openStatus()]
  const faults: FaultRuns[] = []
  for (const mode of modes) {
    const found = new Map<string, FaultRuns>()
    for (let run = 0; run < runs; run++) {
      // Each fault has servers of its own: what one leaves behind is not the next one's.
      for (let which = 0, of = 1; which < of; which++) {
        status.show(`${mode}: fault ${which + 1}, run ${run + 1} of ${runs}`)
        const place = await PLACES[mode]()
        running.add(place)
        of = place.faults.length
        const fault = place.faults[which]
        if (fault) {
          const judgement = await runFault(place, fault, { clients, aroundMs })
          const { name, what, mayLose, mustShow, lastsMs } = fault
          const earlier = found.get(name)?.runs ?? []
          found.set(name, { mode, fault: { name, what, mayLose, mustShow, lastsMs }, runs: [...earlier, judgement] })
        }
        await place.stop()
        running.delete(place)
      }
    }
    faults.push(...found.values())
    status.done(`${mode}: ${[...found.keys()].join(', ')}, ${runs} runs each`)
  }
  const minutes = Math.round((Date.now() - begun) / 6_000) / 10
  const load = { before, after: loadavg()[0] ?? 0 }
  return { format: 1, command, at: new Date().toISOString(), minutes, machine: await describeServers(), load, clients, faults }
}

await runCommand(main)
