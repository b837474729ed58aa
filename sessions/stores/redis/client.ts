import { Redis, type RedisOptions } from 'ioredis'
import { NO_VIA, type RedisNode, type RedisVia, throughVia } from './nodes'
import type { RedisServers } from './servers'

/** How long a connection may take, and an answer; together below the two seconds after which people leave. */
export const CONNECT_MS = 1000
export const COMMAND_MS = 500
/** How long a closing connection waits for its last answers, and then for the other side. */
export const CLOSE_MS = 200

/** The connection was lost before the answer; ioredis words it as a matter of retries. */
export const isLost = (error: unknown) => error instanceof Error && error.name === 'MaxRetriesPerRequestError'
/** Redis itself answered, and refuses: it is full, takes no writes, has too few copies, … */
export const isReply = (error: unknown) => error instanceof Error && error.name === 'ReplyError'
/** The script is not in Redis's cache (any more), so nothing of it was run. */
export const isScriptUnknown = (error: Error) => error.message.startsWith('NOSCRIPT')

/**
 * What every ioredis client here is made with: it connects when it is told to and fails soon instead of holding calls back.
 *
 * - `enableOfflineQueue` is off: ioredis's queue would hold calls until some later connection. `Connection` waits instead, with a limit.
 * - `autoResendUnfulfilledCommands` is off, and `maxRetriesPerRequest` 0 fails what was in flight as soon as the connection is lost.
 *   Such a command may have been executed, and one that runs again much later may do harm (an `endAll` would end sessions made
 *   since). The caller is told, and may repeat the call: each one is idempotent.
 * - `commandTimeout` and `connectTimeout` are off: their timers also fire when this process stood still and the answer waits in the
 *   socket already, which would make an outage of every long rendering. `Connection` counts time in another way.
 */
export const CLIENT = {
  lazyConnect: true,
  connectTimeout: 0,
  disconnectTimeout: CLOSE_MS,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // While Redis loads its data the ready check looks again this soon; by default after up to 10 s.
  maxLoadingRetryTime: 250,
  retryStrategy: (times) => Math.min(25 * 2 ** times, 500) + Math.random() * 50,
  // Behind a name that has moved to another master, the old connection still leads to what is now a replica: nothing was done, go elsewhere.
  reconnectOnError: ({ message }) => message.startsWith('READONLY') || message.startsWith('MASTERDOWN'),
} as const satisfies RedisOptions

/** How one proves to the servers who one is, and whether behind TLS. */
export function access({ username, password, tls }: RedisServers): RedisOptions {
  return { ...(username && { username }), ...(password && { password }), ...(tls && { tls: {} }) }
}

/** A client of one server; it connects when it is told to. */
export function newClient(servers: RedisServers, via: RedisVia = NO_VIA): Redis {
  return new Redis({ ...CLIENT, ...access(servers), ...throughVia(servers.nodes[0] as RedisNode, via), db: servers.database })
}
