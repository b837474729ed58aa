import { Redis } from 'ioredis'
import { openRedisStore } from '../../sessions/stores/redis'
import { SEALED } from '../../sessions/stores/redis/keys'
import type { Status } from '../sessions/status'
import { measureCosts } from './measure-costs'
import { Relay } from './relay'
import type { CapacityResult, Held } from './result'
import { makeShaped, SHAPE_NAMES, type ShapeName } from './shapes'

/** What time would take away: ids of applied changes, and aliases (sessions' keys with a sealed token). */
const FORGET = `
local cursor = '0'
repeat
  local answer = redis.call('SCAN', cursor, 'COUNT', 1000)
  cursor = answer[1]
  for _, key in ipairs(answer[2]) do
    if string.sub(key, 1, 2) == 'a:' or (string.sub(key, 1, 2) == 's:' and redis.call('HEXISTS', key, '${SEALED}') == 1) then redis.call('UNLINK', key) end
  end
until cursor == '0'`

/** What sessions take in a Redis (by `used_memory`: keys, values, tables and expiries), and what a call of each kind costs on its wire and its processor. */
export async function measureRedis(url: string, sessions: number, status: Status): Promise<CapacityResult['redis']> {
  const redis = new Redis(url)
  try {
    return await measure(redis, url, sessions, status)
  } finally {
    redis.disconnect()
  }
}

async function measure(redis: Redis, url: string, sessions: number, status: Status): Promise<CapacityResult['redis']> {
  const fresh: Partial<Record<ShapeName, number>> = {}
  const idle: Partial<Record<ShapeName, number>> = {}
  for (const shape of SHAPE_NAMES) {
    status.show(`redis: making ${sessions} sessions of a ${shape}`)
    await redis.flushall('SYNC')
    const store = openRedisStore(url)
    await makeShaped(store, shape, 10) // scripts are loaded, buffers are there
    await redis.flushall('SYNC')
    const before = await usedMemory(redis)
    await makeShaped(store, shape, sessions)
    fresh[shape] = ((await usedMemory(redis)) - before) / sessions
    await redis.eval(FORGET, 0)
    idle[shape] = ((await usedMemory(redis)) - before) / sessions
    await store.close()
  }
  await redis.flushall('SYNC')
  const { relay, url: by } = await Relay.before(url)
  let offset = 0
  const store = openRedisStore(by, { clockOffsetMs: () => offset })
  const costs = await measureCosts({
    store,
    during: (calls, work) => relay.during(calls, work),
    later: (ms) => {
      offset += ms
    },
    processorSeconds: async () => {
      const cpu = await redis.info('cpu')
      return ['user', 'sys'].reduce((sum, kind) => sum + Number(new RegExp(`used_cpu_${kind}_main_thread:([\\d.]+)`).exec(cpu)?.[1]), 0)
    },
  })
  await store.close()
  await relay.close()
  status.done('redis')
  return { held: { fresh, idle } as Held, costs }
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
}
