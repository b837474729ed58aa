/**
 * `npm run bench:cluster`: what clusters of replicas that hold the sessions themselves cost and how they recover, beside Redis.
 *
 * @module
 */
import { loadavg } from 'node:os'
import { runCommand, writeReport } from '../command'
import { describeMachine } from '../sessions/machine'
import { openStatus, type Status } from '../sessions/status'
import { measureGrowth } from './growth'
import { type ClusterBenchOptions, readOptions, USAGE } from './options'
import type { Design } from './protocol'
import { killMember, killRedis } from './recovery'
import { measureRedisMemory } from './redis-memory'
import { RedisServer } from './redis-server'
import type { Group } from './replicas'
import { markdownReport, textReport } from './report'
import type { ClusterBenchResult, Held, Recovery } from './result'
import { measureSpeed } from './speed'

type Running = { readonly groups: Set<Group>; redis: RedisServer | null }

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE)
  const options = readOptions(args)
  const running: Running = { groups: new Set(), redis: null }
  const stop = async () => {
    await Promise.all([...running.groups].map((group) => group.stop()))
    await running.redis?.stop()
  }
  const interrupted = () => void stop().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  try {
    const result = await measure(options, running, openStatus())
    console.log(`\n${textReport(result)}\n`)
    writeReport(options.json, `${JSON.stringify(result, null, 1)}\n`)
    if (options.markdown !== null) writeReport(options.markdown, markdownReport(result))
  } finally {
    await stop()
  }
}

async function measure(options: ClusterBenchOptions, running: Running, status: Status): Promise<ClusterBenchResult> {
  const { sizes, kinds, kills } = options
  const designs = kinds.filter((kind): kind is Design => kind !== 'redis')
  const begun = Date.now()
  const before = loadavg()[0] ?? 0
  if (kinds.includes('redis')) running.redis = await RedisServer.start()
  const { redis, groups } = running
  const speeds = []
  for (const size of sizes) speeds.push(...(await measureSpeed(size, options, redis?.url ?? null, groups, status)))
  const recoveries: Recovery[] = []
  for (const size of sizes) {
    for (let kill = 0; kill < kills; kill++) {
      for (const design of designs) recoveries.push(await killMember(design, size, options, groups, status))
      if (redis) recoveries.push(await killRedis(size, options, redis, groups, status))
    }
    if (kills > 0) status.done(`${size} members: ${kills} killed in each store`)
  }
  const ages = []
  const held: Held[] = []
  for (const design of designs) {
    const grown = await measureGrowth(design, options, groups, status)
    ages.push(grown.ages)
    held.push(...grown.held)
  }
  if (redis) held.push(await measureRedisMemory(options, redis, groups, status))
  const machine = await describeMachine({ redisUrl: redis?.url ?? null, postgresUrl: null })
  const minutes = Math.round((Date.now() - begun) / 6_000) / 10
  const load = { before, after: loadavg()[0] ?? 0 }
  return { format: 1, command: options.command, at: new Date().toISOString(), minutes, machine, load, speeds, held, ages, recoveries }
}

await runCommand(main)
