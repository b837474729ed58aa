import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { childrenOf, commandOf } from './foreign-process'
import { freePort } from './free-port'
import { readState, type StackState } from './stack-state'

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))

type Run = { readonly child: ChildProcess; readonly text: () => string; readonly exit: Promise<number | null> }

let directory: string
const runs: Run[] = []
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-launcher-'))
})
afterEach(async () => {
  for (const { child, exit } of runs.splice(0)) {
    child.kill('SIGTERM')
    await exit
  }
  rmSync(directory, { recursive: true, force: true })
}, 60_000)

/** `npm start` as a process of its own, with a stand-in for the shop and a data directory of the test's own. */
function npmStart(args: string[] = ['memory'], env: Record<string, string> = {}): Run {
  const more = { HOPCART_DATA: directory, HOPCART_SERVER: at('testing/server.mjs'), PORT: '0', REPLICAS: '2', DEMO: '0', ...env }
  const child = spawn(process.execPath, [at('bootstrap.mjs'), 'start', ...args], { env: { ...process.env, ...more }, stdio: 'pipe' })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => (text += part))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const run = { child, text: () => text, exit }
  runs.push(run)
  return run
}

async function running(run: Run): Promise<StackState> {
  await vi.waitUntil(() => run.text().includes('Hopcart is at') || run.child.exitCode !== null, { timeout: 60_000 })
  const state = readState(directory)
  if (!state) throw new Error(run.text())
  return state
}

function pidsOf({ nginx, redis, redisNodes, postgres, replicas }: StackState): number[] {
  return [nginx, redis, ...redisNodes, postgres, ...replicas].flatMap((entry) => entry?.pid ?? [])
}

const allGone = (state: StackState) => pidsOf(state).every((pid) => commandOf(pid) === null)

describe('npm start', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'runs until %s and leaves nothing behind',
    async (signal) => {
      const run = npmStart()
      const state = await running(run)
      expect(run.text()).toContain(`Hopcart is at http://localhost:${state.port}   (mode: memory)`)
      expect(run.text()).toMatch(/✓ Postgres ready \(\d+\.\d s\)/)
      expect(state.redis).toBeNull()
      expect((await fetch(state.url)).headers.get('x-replica')).toMatch(/^web-[12]$/)
      run.child.kill(signal)
      expect(await run.exit).toBe(0)
      expect(run.text()).toContain('Everything is stopped.')
      expect(allGone(state)).toBe(true)
      expect(readState(directory)).toBeNull()
    },
    90_000,
  )

  test('stopped while it starts, it leaves nothing behind, too', async () => {
    const run = npmStart()
    await vi.waitUntil(() => readState(directory)?.postgres.pid, { timeout: 60_000, interval: 10 })
    const state = readState(directory) as StackState
    run.child.kill('SIGINT')
    expect(await run.exit).toBe(130)
    expect(allGone(state)).toBe(true)
  }, 90_000)

  test('a second one in the same place says who is there', async () => {
    const first = npmStart()
    await running(first)
    const second = npmStart()
    expect(await second.exit).toBe(1)
    expect(second.text()).toContain(`A stack runs here already (process ${first.child.pid}`)
  }, 90_000)

  test('a taken port says what to do', async () => {
    const port = await freePort()
    const holder: Server = createServer().listen(port, '0.0.0.0')
    try {
      const run = npmStart(['memory'], { PORT: String(port) })
      expect(await run.exit).toBe(1)
      expect(run.text()).toContain(`Port ${port} is taken by another program. Stop that one, or choose another port: PORT=8080 npm start`)
    } finally {
      holder.close()
    }
  }, 60_000)

  test('a wrong mode is told before anything starts', async () => {
    const run = npmStart(['rediss'])
    expect(await run.exit).toBe(2)
    expect(run.text()).toContain('There is no mode "rediss"')
  }, 60_000)
})

describe('a launcher that is killed', () => {
  test('takes its processes along', async () => {
    const run = npmStart()
    const state = await running(run)
    run.child.kill('SIGKILL')
    await vi.waitUntil(() => allGone(state), { timeout: 15_000 })
  }, 90_000)

  test('together with what watches it, leaves them to the next start', async () => {
    const run = npmStart(['redis-ha'])
    const state = await running(run)
    expect(pidsOf(state)).toHaveLength(10) // nginx, Postgres, two replicas, six Redis servers
    const launcher = run.child.pid as number
    const watchdog = childrenOf(launcher).find((pid) => commandOf(pid)?.startsWith('sh -c'))
    process.kill(watchdog as number, 'SIGKILL')
    run.child.kill('SIGKILL')
    await run.exit
    expect(pidsOf(state).every((pid) => commandOf(pid) !== null)).toBe(true)
    const next = npmStart()
    await running(next)
    expect(next.text()).toContain(`Stopped ${pidsOf(state).length} processes that an earlier start had left behind.`)
    expect(allGone(state)).toBe(true)
  }, 120_000)
})
