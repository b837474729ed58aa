import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { type TestProcess, testProcess } from './test-process'

/** One of several Redis servers or Sentinels of a test, with a directory and a configuration of its own, which it may rewrite. */
export type TestNode = TestProcess & {
  readonly name: string
  readonly port: number
  /** A plain client to look behind the store's back; it does not follow redirections. */
  readonly inspect: Redis
  /** Ends it; its directory stays. */
  remove(): Promise<void>
}

type NodeSettings = {
  readonly name: string
  readonly port: number
  /** The lines of its configuration, but for address, port and directory. */
  readonly settings: readonly string[]
  readonly password?: string | undefined
}

/** Prepares a node on 127.0.0.1. @param directory of all nodes together; this one gets a directory of its own in it */
export async function prepareTestNode(directory: string, { name, port, settings, password }: NodeSettings): Promise<TestNode> {
  const own = join(directory, `${port}`)
  const config = join(own, 'redis.conf')
  await mkdir(own)
  const common = [`port ${port}`, 'bind 127.0.0.1', `dir ${own}`, 'save ""', ...(password ? [`requirepass ${password}`] : [])]
  await writeFile(config, [...common, ...settings, ''].join('\n'))
  const sentinel = settings.some((line) => line.startsWith('sentinel ')) ? ['--sentinel'] : []
  const server = testProcess([config, ...sentinel])
  const inspect = new Redis({
    host: '127.0.0.1',
    port,
    ...(password && { password }),
    lazyConnect: true,
    retryStrategy: () => 25,
    maxRetriesPerRequest: null,
  })
  inspect.on('error', () => undefined)
  return {
    ...server,
    name,
    port,
    inspect,
    async remove() {
      inspect.disconnect()
      await server.kill()
    },
  }
}
