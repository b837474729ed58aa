import { spawn } from 'node:child_process'
import { Redis } from 'ioredis'

/** One server of a cluster under test. */
export type TestNode = {
  readonly port: number
  /** `127.0.0.1:<port>`, as the cluster announces it. */
  readonly name: string
  /** A plain client to look behind the store's back; it does not follow redirections. */
  readonly inspect: Redis
  /** Starts it (again), with what it has on disk. */
  start(): void
  /** Kills it on the spot. */
  kill(): Promise<void>
  /** While it is frozen, connections are accepted by the kernel and nothing answers. */
  freeze(): void
  thaw(): void
  remove(): Promise<void>
}

/** A server with its files in `directory`, not started yet. */
export function testNode(directory: string, port: number, busPort: number, nodeTimeoutMs: number): TestNode {
  const inspect = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 25, maxRetriesPerRequest: null })
  inspect.on('error', () => undefined)
  const own = ['--port', `${port}`, '--cluster-port', `${busPort}`, '--bind', '127.0.0.1', '--dir', directory]
  const files = ['--cluster-config-file', `nodes-${port}.conf`, '--appenddirname', `aof-${port}`, '--dbfilename', `${port}.rdb`]
  const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', `${nodeTimeoutMs}`, '--cluster-require-full-coverage', 'no']
  // A copy is connected at once, and not after the five seconds that wait for more of them.
  const copies = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1']
  const args = [...own, ...files, ...cluster, ...copies, '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec']
  let signal: (name: NodeJS.Signals) => void = () => undefined
  let gone: Promise<unknown> = Promise.resolve()
  const killChild = () => signal('SIGKILL')
  process.once('exit', killChild)
  const node: TestNode = {
    port,
    name: `127.0.0.1:${port}`,
    inspect,
    start() {
      const child = spawn(process.env.REDIS_SERVER ?? 'redis-server', args, { stdio: 'ignore' })
      signal = (name) => child.kill(name)
      gone = new Promise((resolve) => child.once('close', resolve).once('error', resolve))
    },
    async kill() {
      killChild()
      await gone
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async remove() {
      process.off('exit', killChild)
      inspect.disconnect()
      await node.kill()
    },
  }
  return node
}
