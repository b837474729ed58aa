import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** A private redis-server for tests that stop, freeze and kill it. */
export type TestServer = {
  readonly url: string
  readonly port: number
  /** Starts it again on the same port, with what it last saved. */
  start(): Promise<void>
  /** Ends the process; SIGTERM saves first where `save` was asked for. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** SIGSTOP or SIGCONT: connections stay open and nothing answers. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Ends it and removes its directory. */
  remove(): Promise<void>
}

/** Starts a server of its own on a free port; `args` go to it as they are. */
export async function startTestServer(...args: string[]): Promise<TestServer> {
  const [dir, port] = await Promise.all([mkdtemp(join(tmpdir(), 'hopcart-redis-')), freePort()])
  const url = `redis://127.0.0.1:${port}`
  const command = process.env.REDIS_SERVER ?? 'redis-server'
  let child: ChildProcess | undefined

  const server: TestServer = {
    url,
    port,
    async start() {
      child = spawn(command, ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no', ...args], {
        stdio: 'ignore',
      })
      await answers(url)
    },
    async stop(signal = 'SIGKILL') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child?.once('exit', resolve))
      child.kill(signal)
      await gone
    },
    signal(signal) {
      child?.kill(signal)
    },
    async remove() {
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => 25, maxRetriesPerRequest: null })
  redis.on('error', () => undefined)
  try {
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}
