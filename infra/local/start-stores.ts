import path from 'node:path'
import { Problem } from './problem'
import type { Progress } from './progress'
import { configureRedisServers, untilReplicating, untilServing } from './redis-servers'
import { type RedisMode, redisModesOf } from './session-stores'
import type { StackPlan } from './stack-plan'
import type { StackProcesses } from './stack-processes'
import type { Supervised } from './supervise'

type StartOptions = {
  readonly plan: StackPlan
  readonly processes: StackProcesses
  /** Starts one, and remembers that it is to be stopped. */
  readonly start: (each: Supervised) => Promise<void>
  readonly progress: Progress
  /** Aborted: wait for nothing more. */
  readonly signal: AbortSignal
}

/** Starts what a stack stands on, and resolves when it can be read and written. At the first failure it is the caller's to stop what has begun. */
export async function startStores({ plan, processes, start, progress, signal }: StartOptions): Promise<void> {
  const { postgres, redis, redisServers } = processes
  const startRedisServers = async () => {
    configureRedisServers(plan.directory, plan.redisServers)
    const isSentinel = (_: unknown, i: number) => plan.redisServers[i]?.kind === 'sentinel'
    await Promise.all(redisServers.filter((each, i) => !isSentinel(each, i)).map(start))
    await untilReplicating(plan.redisServers, signal)
    await Promise.all(redisServers.filter(isSentinel).map(start))
    try {
      await untilServing(plan.redisServers, signal)
    } catch (cause) {
      signal.throwIfAborted()
      // What is broken in their files is so at the next start too.
      const folders = ['redis-ha-*', 'sentinel-*', 'redis-cluster-*'].map((each) => path.join(plan.directory, each)).join(' ')
      throw new Problem(`${(cause as Error).message}\nTo give their sessions up and begin anew: rm -rf ${folders}`, 1, { cause })
    }
  }
  const names = namesOf(plan)
  await progress.step(
    `Starting ${names}`,
    () => Promise.all([start(postgres), ...(redis ? [start(redis)] : []), ...(redisServers.length > 0 ? [startRedisServers()] : [])]),
    () => `${names} ready`,
  )
}

/** `Postgres and Redis with Sentinel (6)`. */
function namesOf({ mode, redisServers }: StackPlan): string {
  const inCluster = redisServers.filter(({ kind }) => kind === 'cluster').length
  const names: Record<RedisMode, string> = {
    redis: 'Redis',
    'redis-ha': `Redis with Sentinel (${redisServers.length - inCluster})`,
    'redis-cluster': `Redis Cluster (${inCluster})`,
  }
  return ['Postgres', ...redisModesOf(mode).map((each) => names[each])].join(', ').replace(/, ([^,]*)$/, ' and $1')
}
