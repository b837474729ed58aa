import type { Redis } from 'ioredis'
import type { Measure } from '../../inspection'
import { SEALED } from './keys'

/**
 * Counts sessions (not the aliases that renewals leave, which have a sealed token) among the first 2,000 keys or so, a millisecond of
 * Redis' time: there is no index of all sessions, and none is worth a write with each of them. Answers how many it has found, how many keys it
 * has looked at, and how many there are.
 */
const COUNT = `
local cursor, found, seen = '0', 0, 0
repeat
  local answer = redis.call('SCAN', cursor, 'COUNT', 500)
  cursor = answer[1]
  for _, key in ipairs(answer[2]) do
    seen = seen + 1
    if string.sub(key, 1, 3) == 's:{' and redis.call('HEXISTS', key, '${SEALED}') == 0 then found = found + 1 end
  end
until cursor == '0' or seen >= 2000
return {found, seen, cursor == '0' and seen or redis.call('DBSIZE')}
`

/** How many sessions a Redis holds, and its memory; where there are many keys, the number is an estimate from a sample. */
export async function measureRedis(redis: Redis): Promise<Measure> {
  const [counted, info] = await Promise.all([redis.eval(COUNT, 0) as Promise<[number, number, number]>, redis.info('memory')])
  const [found, seen, all] = counted
  return {
    sessions: seen === 0 ? 0 : Math.round((found / seen) * Math.max(all, seen)),
    memoryBytes: Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0),
  }
}

/** What several masters hold together. */
export function summed(measures: readonly Measure[]): Measure {
  const add = (sum: Measure, each: Measure) => ({ sessions: sum.sessions + each.sessions, memoryBytes: sum.memoryBytes + each.memoryBytes })
  return measures.reduce(add, { sessions: 0, memoryBytes: 0 })
}
