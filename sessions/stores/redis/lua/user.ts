import { lua } from './lua'

/**
 * The pieces that concern a user: the fence and the index of sessions. In plain Redis they are part of the same script as the
 * session's, which makes a sign-in atomic in one round trip. They are apart because a cluster runs them first, on the user's own slot:
 * see `by-slot.ts`.
 */

/** `fenced(key, fence)`: is this the user's current fence? */
export const FENCE = lua`
local function fenced(key, fence)
  return (redis.call('GET', key) or '0') == fence
end
`

/**
 * `moveFence`: gives a user another fence, which lives for `ttl`. It becomes the time in microseconds: it never comes back to a value that was
 * given out, not even after Redis has lost it.
 */
export const MOVE_FENCE = lua`
local function moveFence(key, ttl)
  local fence = math.max(time[1] * 1000000 + time[2], (redis.call('GET', key) or 0) + 1)
  redis.call('SET', key, string.format('%.0f', fence), 'PX', ttl)
end
`

/**
 * `enlist`: puts a session into the index, which forgets those beyond their absolute end and lives as long as its last session.
 * An idle session that ended before leaves its id until then, or until someone comes across it.
 */
export const ENLIST = lua`
local function enlist(index, id, absolute)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', now)
  redis.call('ZADD', index, absolute, id)
  redis.call('PEXPIREAT', index, redis.call('ZRANGE', index, -1, -1, 'WITHSCORES')[2] - offset)
end
`

/** `ownerOf`: whose a session is, by its field. */
export const OWNER_OF = lua`
local function ownerOf(field)
  return field and string.match(field, '^%d+ (.*)$')
end
`

/** `owned`: the field that says whose a session is; microseconds, because sessions of one millisecond have an order too. */
export const OWNED = lua`
local function owned(userId)
  return string.format('%.0f ', time[1] * 1000000 + time[2]) .. userId
end
`

/**
 * `place of an id`: the session's key. Index entries lead to keys of other slots, which are not in KEYS: right on one node, where all
 * slots are. In a cluster these scripts become a read of the index and a step per session.
 */
export const KEY_OF = lua`
local function keyOf(id)
  return 's:{' .. string.sub(id, 1, 8) .. '}:' .. string.sub(id, 10)
end
`

/** `trim`: ends a user's oldest sessions beyond `max`, never the one that is `kept`. */
export const TRIM = lua`
local function trim(index, max, kept)
  if redis.call('ZCARD', index) <= max then return end
  local others = {}
  for _, id in ipairs(redis.call('ZRANGE', index, 0, -1)) do
    if id ~= kept then
      local fields = redis.call('HMGET', keyOf(id), 'h', 'u')
      local version, created = alive(fields[1])
      if version then
        others[#others + 1] = {id, tonumber(created), tonumber(string.match(fields[2], '^%d+'))}
      else
        redis.call('ZREM', index, id)
      end
    end
  end
  table.sort(others, function(a, b)
    if a[2] ~= b[2] then return a[2] > b[2] end
    return a[3] > b[3]
  end)
  for i = max, #others do
    redis.call('DEL', keyOf(others[i][1]))
    redis.call('ZREM', index, others[i][1])
  end
end
`
