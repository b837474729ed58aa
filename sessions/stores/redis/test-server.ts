import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from '../../../infra/local/free-port'
import { type TestProcess, testProcess } from './test-process'

/** A private redis-server for tests that count its commands, scan its keys, freeze it or kill it. */
export type TestServer = TestProcess & {
  readonly url: string
  readonly port: number
  /** A plain client to look behind the store's back. */
  readonly inspect: Redis
  /** Starts it (again) on its port, with what it has on disk; resolves when it answers. */
  start(): Promise<void>
  /** Ends it and removes its directory. */
  remove(): Promise<void>
}

/** A server on a free port; `args` are added to its command line, for instance `--appendonly yes`. */
export async function startTestServer(...args: string[]): Promise<TestServer> {
  const [directory, port] = await Promise.all([mkdtemp(join(tmpdir(), 'hopcart-redis-')), freePort()])
  const url = `redis://127.0.0.1:${port}`
  const inspect = new Redis(url, { lazyConnect: true, retryStrategy: () => 25, maxRetriesPerRequest: null })
  inspect.on('error', () => undefined)
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendfsync', 'always']
  const own = testProcess([...settings, ...args])
  const server: TestServer = {
    ...own,
    url,
    port,
    inspect,
    async start() {
      await own.start()
      await inspect.ping()
    },
    async remove() {
      inspect.disconnect()
      await own.kill()
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
