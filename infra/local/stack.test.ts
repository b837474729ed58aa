import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { commandOf } from './foreign-process'
import { pongs } from './redis'
import { type Stack, startStack } from './stack'
import { readState } from './stack-state'

/** Stands in for the shop; what the shop itself does on these stacks, the stories in e2e/ tell. */
const SERVER = fileURLToPath(new URL('testing/server.mjs', import.meta.url))

let dataDir: string
let stack: Stack
const said: string[] = []

beforeAll(async () => {
  process.env.NEXTAUTH_URL = 'http://elsewhere.example'
  dataDir = mkdtempSync(path.join(tmpdir(), 'hopcart-stack-'))
  stack = await startStack({
    dataDir,
    server: SERVER,
    mode: 'redis',
    demo: false,
    progress: { step: (_, run) => run(), say: (line) => said.push(line) },
  })
}, 120_000)
afterAll(async () => {
  delete process.env.NEXTAUTH_URL
  await stack?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

const ask = (where: string) => fetch(new URL(where, stack.url), { headers: { connection: 'close' } })
const until = (check: () => unknown) => vi.waitUntil(check, { timeout: 15_000, interval: 20 })

describe('a running stack', () => {
  test('answers through nginx from every replica', async () => {
    const names = new Set<string | null>()
    for (let i = 0; i < 6; i++) names.add((await ask('/')).headers.get('x-replica'))
    expect(names).toEqual(new Set(['web-1', 'web-2', 'web-3']))
  })

  test("gives the replicas the mode's store, and none of our own environment that would mislead them", async () => {
    const { redis, postgres } = stack.state()
    expect(await (await ask('/')).json()).toEqual({
      SESSION_STORE: redis?.url,
      REDIS_URL: redis?.url,
      DATABASE_URL: postgres.url,
      NODE_ENV: 'production',
      mode: 'redis',
    })
  })

  test('writes down what runs, for our eyes only', () => {
    expect(readState(dataDir)).toEqual(stack.state())
    const { launcher, nginx, redis, postgres, replicas } = stack.state()
    expect(launcher.pid).toBe(process.pid)
    for (const entry of [nginx, redis, postgres, ...replicas]) expect(commandOf(entry?.pid ?? 0)).toBeTruthy()
    expect(replicas.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3'])
  })

  test('keeps a second one out of its directory', async () => {
    await expect(startStack({ dataDir })).rejects.toThrow(`A stack runs here already (process ${process.pid}, ${stack.url})`)
  })
})

describe('a process that dies is started again', () => {
  test.each(['web-2', 'nginx', 'redis', 'postgres'])('%s', async (name) => {
    const pidOf = () => {
      const { replicas, nginx, redis, postgres } = stack.state()
      const entries = [{ name: 'nginx', ...nginx }, { name: 'redis', pid: null, ...redis }, { name: 'postgres', ...postgres }, ...replicas]
      return entries.find((entry) => entry.name === name)?.pid ?? null
    }
    const before = pidOf() as number
    said.length = 0
    process.kill(before, 'SIGKILL')
    await until(() => said.some((line) => line.startsWith(`${name} is back`)))
    expect(said[0]).toBe(`${name} (pid ${before}) ended with SIGKILL; starting it again.`)
    expect(pidOf()).not.toBe(before)
    expect(readState(dataDir)).toEqual(stack.state())
    expect((await ask('/')).status).toBe(200)
  })

  test('a crash brings its last words along', async () => {
    said.length = 0
    await ask('/crash') // takes more than one: the balancer tries another replica
    const count = (part: string) => said.filter((line) => line.includes(part)).length
    await until(() => count('is back') > 1 && count('is back') === count('ended with exit code 7'))
    expect(said.join('\n')).toContain('going down as told')
  })
})

describe('faults on demand', () => {
  test('a store that is taken down stays down until it is brought back', async () => {
    const { port } = stack.state().redis ?? { port: 0 }
    await stack.takeDown('redis')
    expect(stack.state().redis?.pid).toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 700)) // the supervisor would have started it again by now
    expect(await pongs(port)).toBe(false)
    await stack.bringBack('redis')
    expect(await pongs(port)).toBe(true)
  })

  test('a paused process holds still, and goes on', async () => {
    const { port } = stack.state().redis ?? { port: 0 }
    stack.pause('redis')
    expect(await pongs(port)).toBe(false)
    stack.resume('redis')
    expect(await pongs(port)).toBe(true)
  })

  test('a wrong name is told', () => {
    expect(() => stack.kill('web-9')).toThrow('no "web-9", only postgres, redis, web-1, web-2, web-3, nginx')
  })
})

test('stopping lets a request in flight finish, and leaves nothing behind', async () => {
  const { launcher: _, ...state } = stack.state()
  const slow = ask('/slow')
  const logs = [1, 2, 3].map((n) => path.join(dataDir, `logs/web-${n}.log`))
  await until(() => logs.some((file) => existsSync(file) && readFileSync(file, 'utf8').includes('slow begun'))) // who has said nothing has no log
  await stack.stop()
  expect((await slow).status).toBe(200)
  const pids = [state.nginx.pid, state.redis?.pid, state.postgres.pid, ...state.replicas.map(({ pid }) => pid)]
  for (const pid of pids) expect(commandOf(pid ?? 0)).toBeNull()
  expect(existsSync(path.join(dataDir, 'stack.json'))).toBe(false)
  expect(readFileSync(path.join(dataDir, 'logs/web-1.log'), 'utf8')).toContain('hook ran')
})
