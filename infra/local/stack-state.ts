import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { commandOf, startedAt, stopPid } from './foreign-process'
import type { StackPlan } from './stack-plan'
import type { StackProcesses } from './stack-processes'
import type { Supervised } from './supervise'

/** A process of the stack; `pid` is null while it is down. `started` (ms since the epoch) tells it from a later process with its number. */
type StackProcess = { readonly pid: number | null; readonly started: number | null }

/** `stack.json` in the data directory: what runs, for people (`kill -9` a replica by its pid), tests, and the next start. */
export type StackState = {
  readonly port: number
  readonly mode: string
  readonly url: string
  readonly launcher: StackProcess
  readonly nginx: StackProcess
  readonly redis: (StackProcess & { readonly port: number; readonly url: string }) | null
  /** The servers of `redis-ha` and `redis-cluster`. */
  readonly redisNodes: readonly (StackProcess & {
    readonly name: string
    readonly role: 'redis' | 'sentinel'
    readonly port: number
    readonly url: string
  })[]
  readonly postgres: StackProcess & { readonly port: number; readonly url: string }
  /** `address`: where the replica itself listens, past the balancer. */
  readonly replicas: readonly (StackProcess & { readonly name: string; readonly port: number; readonly address: string })[]
}

const FILE = 'stack.json'
/** In the command line of every replica: Next's own name for it, or node while it starts. */
const REPLICA = /next-server|node/

export function stackState(plan: StackPlan, { nginx, redis, redisServers, postgres, replicas, databaseUrl }: StackProcesses): StackState {
  const life = (each: Supervised) => ({ pid: each.pid(), started: each.started() })
  return {
    port: plan.port,
    mode: plan.mode,
    url: plan.url,
    launcher: { pid: process.pid, started: Math.round(performance.timeOrigin) },
    nginx: life(nginx),
    redis: redis && plan.redisPort !== null ? { ...life(redis), port: plan.redisPort, url: `redis://127.0.0.1:${plan.redisPort}` } : null,
    redisNodes: plan.redisServers.flatMap(({ name, kind, port }, i) => {
      const process = redisServers[i]
      const role = kind === 'sentinel' ? 'sentinel' : 'redis'
      return process ? [{ name, role, ...life(process), port, url: `redis://127.0.0.1:${port}` }] : []
    }),
    postgres: { ...life(postgres), port: plan.postgresPort, url: databaseUrl() },
    replicas: replicas.map((each, i) => {
      const port = plan.replicas[i]?.port ?? 0
      return { name: each.name, ...life(each), port, address: `http://127.0.0.1:${port}` }
    }),
  }
}

/** Replaces the file whole: a reader never sees half of it. It holds the database's password, so it is ours alone. */
export function writeState(directory: string, state: StackState): void {
  const file = path.join(directory, FILE)
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

export function removeState(directory: string): void {
  rmSync(path.join(directory, FILE), { force: true })
}

/** What the file says, or null when there is none that can be read. */
export function readState(directory: string): StackState | null {
  try {
    return JSON.parse(readFileSync(path.join(directory, FILE), 'utf8'))
  } catch {
    return null
  }
}

/** The stack that runs from a directory now, or null; a replica that does not run has no pid, whatever the file says. */
export function runningState(directory: string): StackState | null {
  const state = readState(directory)
  if (!state?.launcher || !isThatOne(state.launcher, /./)) return null
  const replicas = state.replicas.map((each) => (isThatOne(each, REPLICA) ? each : { ...each, pid: null, started: null }))
  return { ...state, replicas }
}

/** Stops what a launcher that was killed has left behind, in the order of a normal stop; tells how many processes that were. */
export async function stopLeftovers(directory: string): Promise<number> {
  const state = readState(directory)
  if (!state) return 0
  let stopped = 0
  const stop = async (entry: StackProcess | null | undefined, mark: RegExp, signal: NodeJS.Signals) => {
    if (!entry?.pid || !isThatOne(entry, mark)) return
    await stopPid(entry.pid, signal, 5_000)
    stopped++
  }
  await stop(state.nginx, /nginx/, 'SIGTERM')
  await Promise.all((state.replicas ?? []).map((replica) => stop(replica, REPLICA, 'SIGTERM')))
  const ofRole = (wanted: string) => (state.redisNodes ?? []).filter(({ role }) => role === wanted)
  for (const group of [ofRole('sentinel'), [state.redis, ...ofRole('redis')]])
    await Promise.all(group.map((each) => stop(each, /redis-server/, 'SIGTERM')))
  await stop(state.postgres, /postgres/, 'SIGINT')
  removeState(directory)
  return stopped
}

function isThatOne({ pid, started }: StackProcess, mark: RegExp): boolean {
  if (pid === null || started === null || !mark.test(commandOf(pid) ?? '')) return false
  return Math.abs((startedAt(pid) ?? 0) - started) < 5_000
}
