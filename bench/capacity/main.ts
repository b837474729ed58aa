/**
 * `npm run bench:capacity`: memory, traffic and round trips per session in every mode, and what they come to for millions (docs/capacity.md).
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT, SHARED_DATA } from '../../infra/local/settings'
import type { Group } from '../cluster/replicas'
import { runCommand, writeReport } from '../command'
import { describeMachine } from '../sessions/machine'
import { startServices } from '../sessions/services'
import { openStatus, type Status } from '../sessions/status'
import { measureCluster } from './measure-cluster'
import { measureMemory, measureStateless } from './measure-local'
import { measurePostgres } from './measure-postgres'
import { measureRedis } from './measure-redis'
import { capacityPage } from './report'
import type { CapacityResult } from './result'

const FULL: CapacityResult['sessions'] = { redis: 60_000, postgres: 6_000, cluster: 90_000, memory: 20_000 }
const QUICK: typeof FULL = { redis: 500, postgres: 200, cluster: 300, memory: 500 }

const USAGE = `npm run bench:capacity [-- options]
  --quick        tiny numbers: whether it works, no figures; writes no page
  --from file    measures nothing: writes the page of an earlier run's figures again
  --again        with --from: measures the modes that replicas hold themselves anew
  --json file    where the figures go (.data/bench/capacity.json)
  --docs file    where the page goes (docs/capacity.md)`

async function main(args: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean' }, from: text, again: { type: 'boolean' }, json: text, docs: text, help: { type: 'boolean' } },
  })
  if (values.help) return console.log(USAGE)
  const command = ['npm run bench:capacity', ...(args.length > 0 ? ['--', ...args] : [])].join(' ')
  const earlier = values.from ? (JSON.parse(readFileSync(values.from, 'utf8')) as CapacityResult) : null
  const sessions = values.quick ? QUICK : FULL
  const result = !earlier ? await measure(sessions, command) : values.again ? await measureClustersAgain(earlier, sessions) : earlier
  const page = capacityPage(result)
  const name = values.quick ? 'capacity-partial.json' : 'capacity.json'
  if (result !== earlier) writeReport(values.json ?? path.join(SHARED_DATA, 'bench', name), `${JSON.stringify(result, null, 1)}\n`)
  if (values.quick && !values.docs) console.log(page)
  else writeReport(values.docs ?? path.join(ROOT, 'docs/capacity.md'), page)
}

async function measure(sessions: CapacityResult['sessions'], command: string): Promise<CapacityResult> {
  const status = openStatus()
  const [begun, before] = [Date.now(), loadavg()[0] ?? 0]
  const groups = new Set<Group>()
  const services = await startServices(['redis', 'postgres'])
  const stop = async () => {
    await Promise.all([...groups].map((group) => group.stop()))
    await services.stop()
  }
  const interrupted = () => void stop().finally(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted)
  try {
    const { redisUrl, postgresUrl } = services
    if (redisUrl === null || postgresUrl === null) throw new Error('The servers have not started.')
    const machine = await describeMachine(services)
    const memory = await measureMemory(sessions.memory)
    const stateless = await measureStateless()
    const redis = await measureRedis(redisUrl, sessions.redis, status)
    const postgres = await measurePostgres(postgresUrl, sessions.postgres, status)
    const cluster = await measureClusters(sessions.cluster, groups, status)
    const minutes = Math.round((Date.now() - begun) / 6_000) / 10
    const about = { format: 1 as const, command, at: new Date().toISOString(), minutes, machine, sessions }
    return { ...about, load: { before, after: loadavg()[0] ?? 0 }, memory, stateless, redis, postgres, cluster }
  } finally {
    await stop()
  }
}

async function measureClusters(sessions: number, groups: Set<Group>, status: Status): Promise<CapacityResult['cluster']> {
  const replicated = await measureCluster('replicated', sessions, groups, status)
  return { replicated, 'primary-backup': await measureCluster('primary-backup', sessions, groups, status) }
}

async function measureClustersAgain(earlier: CapacityResult, { cluster: sessions }: CapacityResult['sessions']): Promise<CapacityResult> {
  const groups = new Set<Group>()
  try {
    const cluster = await measureClusters(sessions, groups, openStatus())
    return { ...earlier, sessions: { ...earlier.sessions, cluster: sessions }, cluster }
  } finally {
    await Promise.all([...groups].map((group) => group.stop()))
  }
}

await runCommand(main)
