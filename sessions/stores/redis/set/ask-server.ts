import { Redis } from 'ioredis'
import type { RedisNode } from '../nodes'
import type { RedisServers } from '../servers'

/** How long a server may take to connect and answer. */
const ASK_MS = 450

/** What of a store's URL belongs to the way of asking, Sentinels too. */
export type AskOptions = Pick<RedisServers, 'tls' | 'username' | 'password'>

/**
 * Sends commands to one server by a connection of its own, beside those of shoppers' requests: what one of these does to find its server again
 * must not hide how that is. Answers their replies in order (an error of the server's as null), or null when it does not answer in time.
 */
export async function askServer(
  { host, port }: RedisNode,
  commands: readonly (readonly string[])[],
  { tls, username, password }: AskOptions,
): Promise<readonly unknown[] | null> {
  const redis = new Redis({
    host,
    port,
    lazyConnect: true,
    protocol: 2,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: ASK_MS,
    disconnectTimeout: 0,
    ...(tls ? { tls: {} } : {}),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  })
  redis.on('error', () => undefined)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ASK_MS, null)
  })
  const asking = async () => {
    await redis.connect()
    return Promise.all(commands.map(([name = '', ...args]) => redis.call(name, ...args).catch(toNull)))
  }
  try {
    return await Promise.race([asking(), late])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
    redis.disconnect()
  }
}

/** An answer that is an error is an answer; no answer is none. */
function toNull(error: unknown): null {
  if (error instanceof Error && error.name === 'ReplyError') return null
  throw error
}
