import { Redis, type RedisOptions } from 'ioredis'
import { access, CLIENT } from './client'
import { NO_VIA, type RedisVia, throughVia } from './nodes'
import type { RedisServers } from './servers'

/** How long a Sentinel may take to connect, and to answer; then the next one is asked. */
const SENTINEL_MS = 300
/** A Sentinel that is gone is tried again this often: one that is back tells of the next failover. */
const SENTINEL_BACK_MS = 1000
/** During a failover somebody waits for every one of these: the pauses end at this length. */
const PAUSE_MS = 250

/** All Sentinels have been asked, or what was left of the list. */
export const isRoundOver = ({ message }: Error) => message.startsWith('All sentinels are unreachable')

/** The part of ioredis that asks Sentinels. */
type Connector = { connectToSentinel(endpoint: object, options?: RedisOptions): Redis }

/**
 * A client of the master that Sentinels name; it connects when it is told to. The Sentinels tell it of a failover (`failoverDetector`): then it
 * leaves the old master, which may still answer, and asks again who is master. It believes only one that calls itself so.
 *
 * User and password are those of the servers, for the Sentinels too. Names stay names (Sentinel's `resolve-hostnames`), so what a container
 * is called stays right when it comes back with another address.
 * @param via other ways than the addresses that the Sentinels announce, for them and for the servers
 */
export function newSentinelClient(servers: RedisServers, via: RedisVia = NO_VIA): Redis {
  const { nodes, master, username, password, tls, database } = servers
  const redis = new Redis({
    ...CLIENT,
    ...access(servers),
    db: database,
    sentinels: nodes.map((node) => ({ ...throughVia(node, via) })),
    name: master,
    role: 'master',
    ...(username && { sentinelUsername: username }),
    ...(password && { sentinelPassword: password }),
    ...(tls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
    natMap: (name) => via.get(name) ?? null,
    failoverDetector: true,
    updateSentinels: true,
    sentinelCommandTimeout: SENTINEL_MS,
    // Each round ends with an error, which `Connection` hears of, and the next one begins soon.
    sentinelRetryStrategy: (round) => Math.min(10 * 2 ** round, PAUSE_MS),
    sentinelReconnectStrategy: () => SENTINEL_BACK_MS,
    retryStrategy: (times) => Math.min(10 * 2 ** times, PAUSE_MS) + Math.random() * 50,
  })
  listenToSentinels(redis, master)
  return redis
}

/** What Sentinels say of a master when they begin to replace it, and when they give that up (redis.io, Sentinel, Pub/Sub messages). */
const BEGUN = '+try-failover'
const GIVEN_UP = ['-failover-abort-not-elected', '-failover-abort-no-good-slave', '-failover-abort-slave-timeout']

/**
 * What ioredis leaves out about Sentinels. It does not listen to the errors of the clients by which it hears of failovers, so that a dead Sentinel
 * would be written to the log again and again; it has no time-out of connections for Sentinels alone; a stream that connects while it is being
 * closed would leave them open. And it hears of a failover when that is over: the event `failover` (true, false) says it from the beginning.
 */
function listenToSentinels(redis: Redis, master: string): void {
  const connector = (redis as unknown as { connector: Connector }).connector
  const connect = connector.connectToSentinel.bind(connector)
  const clients = new Set<Redis>()
  connector.connectToSentinel = (endpoint, options) => {
    const own: RedisOptions = { ...options, connectTimeout: SENTINEL_MS }
    const client = connect(endpoint, own)
    clients.add(client)
    client.on('error', () => undefined)
    client.once('end', () => clients.delete(client))
    // Those for questions connect at once, those that listen when they are told to.
    if (options?.lazyConnect) {
      client.subscribe(BEGUN, ...GIVEN_UP).catch(() => undefined)
      client.on('message', (channel: string, text: string) => {
        if (text.split(' ')[1] === master && (channel === BEGUN || GIVEN_UP.includes(channel))) redis.emit('failover', channel === BEGUN)
      })
    }
    return client
  }
  redis.on('end', () => {
    for (const client of clients) client.disconnect()
  })
}
