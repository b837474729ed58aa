/**
 * `npm run bench:sessions`: how fast the session stores are, beside their floors and their peers, and whether they lose anything.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { runCommand, writeReport } from '../command'
import { type CorrectnessResult, checkCorrectness } from './correctness'
import { withKeptPart } from './kept-part'
import { openContestants, openPairs } from './line-up'
import { describeMachine } from './machine'
import { markdownReport } from './markdown-report'
import { type BenchOptions, readOptions, reportFile, USAGE } from './options'
import { frontCostMs } from './peers/front-cost'
import type { BenchResult } from './result'
import { expectedMs, runRounds } from './rounds'
import { type Services, startServices } from './services'
import { openStatus, type Status } from './status'
import { textReport } from './text-report'
import { brokenPromises } from './verdicts'

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const options = readOptions(args)
  const result = options.from === null ? await measure(options) : (JSON.parse(readFileSync(options.from, 'utf8')) as BenchResult)
  console.log(`\n${textReport(result)}\n`)
  if (options.from === null) writeReport(options.json, `${JSON.stringify(result, null, 1)}\n`)
  const docs = reportFile(options, result)
  if (docs !== null) writeReport(docs, withKeptPart(markdownReport(result), existsSync(docs) ? readFileSync(docs, 'utf8') : null))
  if (brokenPromises(result).length > 0) process.exitCode = 1
}

async function measure(options: BenchOptions): Promise<BenchResult> {
  const status = openStatus()
  const before = loadavg()[0] ?? 0
  status.show('starting servers')
  const services = await startServices(options.families)
  const interrupted = () => void services.stop().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  try {
    status.done('servers ready')
    return await measureAll(options, services, status, before)
  } finally {
    await services.stop()
  }
}

async function measureAll(options: BenchOptions, services: Services, status: Status, before: number): Promise<BenchResult> {
  const { families, rounds, command } = options
  const begun = Date.now()
  const correctness = await measureCorrectness(options, services, status)
  const contestants = await openContestants(families, services)
  const front = await frontCostMs()
  status.done(`${contestants.length} contestants, about ${Math.ceil(expectedMs(contestants, rounds) / 60_000)} minutes`)
  const cells = await runRounds(contestants, rounds, status)
  const after = loadavg()[0] ?? 0
  await Promise.all(contestants.map((contestant) => contestant.close()))
  const minutes = Math.round((Date.now() - begun) / 6_000) / 10
  const machine = await describeMachine(services)
  const about = { format: 1 as const, command, at: new Date().toISOString(), minutes, rounds, families, machine }
  return { ...about, load: { before, after }, frontCostMs: front, cells, correctness }
}

async function measureCorrectness({ families }: BenchOptions, services: Services, status: Status): Promise<CorrectnessResult[]> {
  const results: CorrectnessResult[] = []
  for (const pair of await openPairs(families, services)) {
    results.push(await checkCorrectness(pair, status))
    await pair.close()
  }
  return results
}

await runCommand(main)
