/**
 * `npm run bench:near-cache`: how much faster a Redis store reads with its near-cache than without.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Problem } from '../../infra/local/problem'
import { ROOT, SHARED_DATA } from '../../infra/local/settings'
import { RedisServer } from '../cluster/redis-server'
import { runCommand, writeReport } from '../command'
import { describeMachine } from '../sessions/machine'
import { openStatus } from '../sessions/status'
import { textTable } from '../table'
import { measureNearCache } from './measure'
import { factorOf, markdownSection, type NearCacheResult, speedTable, TARGET } from './report'
import { withSection } from './section'

const PUBLISHED_ROUNDS = 5
const USAGE = `npm run bench:near-cache [-- options]
  --rounds n   how often each is measured (7)
  --docs file  whose section about the near-cache is replaced (docs/benchmarks.md, with at least ${PUBLISHED_ROUNDS} rounds; else none)
Ends with exit code 1 where the target (${TARGET} times as many reads) is missed.`

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const { rounds, docs } = readOptions(args)
  const before = loadavg()[0] ?? 0
  const redis = await RedisServer.start()
  const interrupted = () => void redis.stop().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  try {
    const measured = await measureNearCache(redis.url, rounds, openStatus())
    const machine = await describeMachine({ redisUrl: redis.url, postgresUrl: null })
    const command = ['npm run bench:near-cache', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
    const load = { before, after: loadavg()[0] ?? 0 }
    const result: NearCacheResult = { ...measured, command, at: new Date().toISOString(), rounds, machine, load }
    console.log(`\n${textTable(speedTable(result.ways))}\n`)
    writeReport(path.join(SHARED_DATA, 'bench/near-cache.json'), `${JSON.stringify(result, null, 1)}\n`)
    if (docs !== null) writeReport(docs, withSection(readFileSync(docs, 'utf8'), markdownSection(result)))
    const isMissed = result.ways.some((way) => way.changes === 0 && factorOf(way).median < TARGET)
    if (isMissed) process.exitCode = 1
  } finally {
    await redis.stop()
  }
}

function readOptions(args: readonly string[]): { rounds: number; docs: string | null } {
  const text = { type: 'string' } as const
  const values = parse(() => parseArgs({ args: [...args], options: { rounds: text, docs: text } }).values)
  const rounds = Number(values.rounds ?? 7)
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100)
    throw new Problem(`--rounds ${values.rounds} is no number from 1 to 100.\n${USAGE}`, 2)
  const published = rounds >= PUBLISHED_ROUNDS ? path.join(ROOT, 'docs/benchmarks.md') : null
  return { rounds, docs: values.docs === undefined ? published : path.resolve(values.docs) }
}

function parse<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new Problem(`${(error as Error).message}\n${USAGE}`, 2)
  }
}

await runCommand(main)
