import path from 'node:path'
import type { ProfileName } from '../../sessions/modes'
import { ensureBuild, ensureGenerated } from './build'
import type { Environment } from './child'
import { claimDirectory } from './claim-directory'
import { prepareDatabase } from './database'
import { RUN_MB, requireDisk } from './disk'
import { ensurePrograms } from './install-programs'
import type { LabSupervisors } from './lab-supervisors'
import { openLogs } from './logs'
import { type Progress, silent } from './progress'
import { untilReplicasReady } from './replica'
import { loadSecrets } from './secrets'
import { redisModesOf } from './session-stores'
import { SHARED_DATA } from './settings'
import { planStack } from './stack-plan'
import { stackProcesses } from './stack-processes'
import { removeState, type StackState, stackState, writeState } from './stack-state'
import { startStores } from './start-stores'
import type { Supervised } from './supervise'
import { startWatchdog } from './watchdog'

export type StackOptions = {
  /** @default 'lab' */
  readonly mode?: ProfileName
  /** 0, the default: any free one. */
  readonly port?: number
  /** Two stacks never share one. @default '.data' of the checkout */
  readonly dataDir?: string
  /** @default 3 */
  readonly replicas?: number
  /** Whether the demo accounts are seeded. @default true */
  readonly demo?: boolean
  /** The server.js to run. @default the build of the current sources, made if need be; HOPCART_SERVER overrides it, for tests of the launcher */
  readonly server?: string
  /** More environment for the replicas. `NEAR_CACHE=on`, here or in this process's own, turns the near-cache of the Redis stores on. */
  readonly env?: Environment
  /** @default silent */
  readonly progress?: Progress
  /** Where the lines of the processes go beside their log files. @default nowhere */
  readonly show?: (line: string) => void
  /** Aborted: stop what has started, and fail. */
  readonly signal?: AbortSignal
}

/** A running stack. Its processes are named nginx, postgres, web-1, web-2, …, and by mode redis, redis-ha-1, …, sentinel-1, …, redis-cluster-1, … */
export type Stack = {
  /** `http://localhost:8080` */
  readonly url: string
  /** Whether the balancer sees which of this machine's addresses a client comes from. */
  readonly variesAddresses: boolean
  /** The address from which the balancer sees a client of this machine come. */
  readonly clientAddress: string
  /** How the operator's commands (infra/operator) find this stack. */
  readonly operator: { readonly args: readonly string[]; readonly env: Environment }
  /** Where it keeps its data and logs; null where that is in containers. */
  readonly directory: string | null
  state(): StackState
  /** Sends a signal; what dies of it is started again at once. */
  kill(name: string, signal?: NodeJS.Signals): void
  /** Holds a process in place with everything open (SIGSTOP), until `resume`. */
  pause(name: string): void
  resume(name: string): void
  /** Ends a process (abruptly, unless another signal is given) and keeps it down until `bringBack`. */
  takeDown(name: string, signal?: NodeJS.Signals): Promise<void>
  bringBack(name: string): Promise<void>
  /** Stops everything in order: balancer, replicas, stores. */
  stop(): Promise<void>
  /** Kills everything. */
  stopNow(): void
}

/** Starts the whole shop on this machine: stores, replicas, and nginx before them. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { mode = 'lab', demo = true, env = {}, progress = silent, show, signal } = options
  const directory = path.resolve(options.dataDir ?? SHARED_DATA)
  const release = await claimDirectory(directory, progress)
  const begun: Supervised[] = []
  const logs = openLogs(path.join(directory, 'logs'), show ?? null)
  const watchdog = startWatchdog()
  const ended = new AbortController()
  let supervisors: LabSupervisors | null = null

  const stop = async () => {
    ended.abort()
    supervisors?.retire()
    for (const group of stopOrder(begun)) await Promise.all(group.map((each) => each.stop()))
    await supervisors?.close()
    logs.close()
    watchdog.dismiss()
    removeState(directory)
    release()
  }
  const giveUp = () => void Promise.all(begun.map((each) => each.stop()))
  signal?.addEventListener('abort', giveUp)
  const stopNow = () => {
    for (const each of begun) each.stopNow()
  }

  try {
    requireDisk(directory, RUN_MB)
    const plan = await planStack({
      ...{ mode, directory, port: options.port ?? 0, replicas: options.replicas ?? 3 },
      nearCache: (env.NEAR_CACHE ?? process.env.NEAR_CACHE) === 'on',
    })
    await ensurePrograms(redisModesOf(mode).length > 0 ? ['nginx', 'redis-server'] : ['nginx'], progress)
    await ensureGenerated()
    const server = options.server ?? process.env.HOPCART_SERVER ?? (await ensureBuild(progress))
    const secrets = loadSecrets(SHARED_DATA)
    const onChange = () => {
      watchdog.watch(begun.flatMap((each) => each.pid() ?? []))
      if (ended.signal.aborted) return
      try {
        writeState(directory, stackState(plan, processes))
      } catch (error) {
        progress.say(`stack.json is out of date: ${(error as Error).message}`) // a full disk must not take the stack down
      }
    }
    const processes = stackProcesses({ plan, server, secrets, demo, env, logs, onChange, say: progress.say })
    const { replicas, nginx, databaseUrl } = processes
    supervisors = processes.supervisors
    const over = AbortSignal.any([ended.signal, ...(signal ? [signal] : [])])
    const start = async (each: Supervised) => {
      over.throwIfAborted()
      begun.push(each)
      await each.start()
    }
    await startStores({ plan, processes, start, progress, signal: over })
    await progress.step(
      'Migrating and seeding the database',
      () => prepareDatabase(databaseUrl(), demo),
      () => 'Database migrated and seeded',
    )
    await progress.step(
      `Starting ${replicas.length} replicas`,
      async () => {
        await supervisors?.start()
        await Promise.all(replicas.map(start))
        await untilReplicasReady(plan.replicas)
      },
      () => `${replicas.length === 1 ? '1 replica' : `${replicas.length} replicas`} ready`,
    )
    await progress.step(
      'Starting nginx',
      () => start(nginx),
      () => 'nginx ready',
    )
    signal?.throwIfAborted()
    signal?.removeEventListener('abort', giveUp)
    const named = (name: string) => {
      const found = begun.find((each) => each.name === name)
      if (!found) throw new Error(`This stack has no "${name}", only ${begun.map((each) => each.name).join(', ')}.`)
      return found
    }
    return {
      url: plan.url,
      variesAddresses: true,
      clientAddress: '127.0.0.1',
      operator: { args: [], env: { HOPCART_DATA: directory } },
      directory,
      state: () => stackState(plan, processes),
      kill: (name, with_ = 'SIGKILL') => named(name).kill(with_),
      pause: (name) => named(name).kill('SIGSTOP'),
      resume: (name) => named(name).kill('SIGCONT'),
      takeDown: (name, with_ = 'SIGKILL') => named(name).hold(with_),
      bringBack: (name) => named(name).start(),
      stop,
      stopNow,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Nobody new comes in; then what serves ends; then what it stands on. */
function stopOrder(begun: readonly Supervised[]): Supervised[][] {
  const ranks = [/^nginx/, /^web/, /^sentinel/, /^redis/, /^postgres/] // no Sentinel is to take a server that stops for a dead one
  return ranks.map((rank) => begun.filter(({ name }) => rank.test(name)))
}
