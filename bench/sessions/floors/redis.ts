import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { type Contestant, FULL_CART, makeSessions, PRODUCTS, productTurns } from '../contestant'

/** One field up, and the whole hash back: a session's change without anything that makes it safe to repeat, to expire or to move. */
const CHANGE = `redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
return redis.call('HGETALL', KEYS[1])`
const SHA = createHash('sha1').update(CHANGE).digest('hex')

/** Fields that come back: the header and the lines, flat. */
const FIELDS = 2 * (1 + PRODUCTS.length)

/** ioredis as the store sets it up, and nothing around it: one HGETALL to read, one script to change. */
export function redisFloor(url: string): Contestant {
  // The settings of sessions/stores/redis/link.ts: a time-out per command costs a timer.
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 1000,
    commandTimeout: 500,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
  })
  redis.on('error', () => {}) // a failed command tells its caller
  const product = productTurns()
  let keys: string[] = []
  return {
    family: 'redis',
    role: 'floor',
    name: 'HGETALL · script of HINCRBY, HGETALL',
    async prepare() {
      if (redis.status === 'wait') await redis.connect()
      await redis.script('LOAD', CHANGE)
      const now = Date.now()
      const cart = Object.entries(FULL_CART).map(([name, quantity]) => [`.cart:${name}`, quantity] as const)
      const fields = Object.fromEntries([['h', `1 ${now} ${now} 604800000 ${now + 2_592_000_000}`], ...cart])
      keys = await makeSessions(async (session) => {
        const key = `floor:{${session}}`
        await redis.hset(key, fields)
        return key
      })
    },
    operations: {
      async read(session) {
        const row = await redis.hgetall(keys[session] as string)
        if (row.h === undefined) throw new Error('The floor lost a session.')
      },
      async change(session) {
        const row = (await redis.evalsha(SHA, 1, keys[session] as string, `.cart:${product()}`)) as string[]
        if (row.length !== FIELDS) throw new Error('The floor lost a line.')
      },
    },
    close: async () => redis.disconnect(),
  }
}
