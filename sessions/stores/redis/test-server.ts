import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from '../../../infra/local/free-port'

/** A private redis-server for tests that count its commands, scan its keys, freeze it or kill it. */
export type TestServer = {
  readonly url: string
  readonly port: number
  /** A plain client to look behind the store's back. */
  readonly inspect: Redis
  /** Starts it (again) on its port, with what it has on disk. */
  start(): Promise<void>
  /** Kills it on the spot. */
  kill(): Promise<void>
  /** While it is frozen, connections are accepted by the kernel and nothing answers. */
  freeze(): void
  thaw(): void
  /** Ends it and removes its directory. */
  remove(): Promise<void>
}

/** A server on a free port; `args` are added to its command line, for instance `--appendonly yes`. */
export async function startTestServer(...args: string[]): Promise<TestServer> {
  const [directory, port] = await Promise.all([mkdtemp(join(tmpdir(), 'hopcart-redis-')), freePort()])
  const url = `redis://127.0.0.1:${port}`
  const inspect = new Redis(url, { lazyConnect: true, retryStrategy: () => 25, maxRetriesPerRequest: null })
  inspect.on('error', () => undefined)
  let child: ChildProcess | undefined
  const killChild = () => child?.kill('SIGKILL')
  process.once('exit', killChild)

  const server: TestServer = {
    url,
    port,
    inspect,
    async start() {
      const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendfsync', 'always']
      child = spawn(process.env.REDIS_SERVER ?? 'redis-server', [...settings, ...args], { stdio: 'ignore' })
      await Promise.race([inspect.ping(), new Promise((_, reject) => child?.once('error', reject))])
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child?.once('exit', resolve))
      killChild()
      await gone
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async remove() {
      process.off('exit', killChild)
      inspect.disconnect()
      await server.kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** Repeats a check until it holds. */
export async function eventually<T>(check: () => Promise<T>, withinMs = 5000): Promise<T> {
  for (const deadline = Date.now() + withinMs; ; await sleep(20)) {
    try {
      return await check()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}
