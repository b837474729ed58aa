import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** One of several Redis servers or Sentinels of a test, with its own directory and configuration, which it may rewrite. */
export type TestNode = {
  readonly name: string
  readonly port: number
  /** A plain client to look behind the store's back. */
  readonly inspect: Redis
  /** Starts it (again), with what it has on disk; does not wait until it listens. */
  start(): void
  /** `kill -9`. */
  kill(): Promise<void>
  /** While it is frozen (SIGSTOP), connections are accepted by the kernel and nothing answers. */
  freeze(): void
  thaw(): void
}

/**
 * Prepares a node on 127.0.0.1.
 * @param directory of all nodes together; this one gets a directory of its own in it
 * @param settings the lines of its configuration, but for address, port and directory
 */
export async function prepareTestNode(
  directory: string,
  name: string,
  port: number,
  settings: readonly string[],
  password?: string,
): Promise<TestNode> {
  const own = join(directory, name)
  const config = join(own, 'redis.conf')
  await mkdir(own)
  await writeFile(
    config,
    [`port ${port}`, 'bind 127.0.0.1', `dir ${own}`, 'save ""', ...(password ? [`requirepass ${password}`] : []), ...settings, ''].join(
      '\n',
    ),
  )
  const sentinel = settings.some((line) => line.startsWith('sentinel ')) ? ['--sentinel'] : []
  const inspect = new Redis({
    host: '127.0.0.1',
    port,
    ...(password && { password }),
    lazyConnect: true,
    retryStrategy: () => 25,
    maxRetriesPerRequest: null,
  })
  inspect.on('error', () => undefined)
  let child: ChildProcess | undefined
  const signal = (which: NodeJS.Signals) => void child?.kill(which)
  return {
    name,
    port,
    inspect,
    start() {
      child = spawn(process.env.REDIS_SERVER ?? 'redis-server', [config, ...sentinel], { stdio: 'ignore' })
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      signal('SIGKILL')
      await gone
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  }
}
