import { lua } from './lua'

/**
 * Pieces that the scripts are put together from. They run on Redis 7.0 and later, on one node.
 *
 * Numbers are doubles, exact up to 2^53. Turning one into text with `..` or `tostring` keeps 14 digits only, so `string.format('%.0f')`
 * does it everywhere; arguments of `redis.call` are safe (Redis prints them with 17 digits).
 * Every script first reads and decides, then writes: an error in the middle of a script would leave its first writes behind.
 */

/** `real`: the server's clock in milliseconds. `now`: the same plus the injected offset, ARGV[1]; fields use it, TTLs do not. */
export const CLOCK = lua`
local offset = tonumber(ARGV[1])
local time = redis.call('TIME')
local real = time[1] * 1000 + math.floor(time[2] / 1000)
local now = real + offset
`

/** `load`: a hash as flat array, where each field's value is, and the header. `alive`: the numbers of a live session's header, or nil. */
export const LOAD = lua`
local function load(key)
  local flat, place = redis.call('HGETALL', key), {}
  for i = 1, #flat, 2 do place[flat[i]] = i + 1 end
  return flat, place, flat[place['']]
end
local function alive(header)
  local version, created, seen, idle, absolute = string.match(header or '', '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
  if version and now < math.min(seen + idle, tonumber(absolute)) then return tonumber(version), created, idle, tonumber(absolute) end
end
`

/** Writes a header; the idle end begins anew with it. */
export const HEADER = lua`
local function header(version, created, idle, absolute)
  return string.format('%.0f %.0f %.0f %.0f %.0f', version, created, now, idle, absolute)
end
local function expire(key, idle, absolute)
  redis.call('PEXPIREAT', key, math.min(now + idle, absolute) - offset)
end
`

/**
 * Follows an alias from KEYS[1] to its session. The session's key is derived: it has the same hash tag, so it is on the same node
 * even in a cluster. Leaves `grace` (nil, 'p' or 'f') and `sealed` of the alias, and the session in `flat`, `place` and the header's numbers.
 */
export const FOLLOW = lua`
local key, grace, sealed = KEYS[1], nil, nil
local flat, place, head = load(key)
if head and string.byte(head) == 62 then
  local hash, kind, till = string.match(head, '^> (%S+) (%a) (%d+)$')
  if now >= tonumber(till) then return false end
  grace, sealed = kind, flat[place['\0s']]
  key = string.sub(key, 1, -44) .. hash
  flat, place, head = load(key)
  if grace == 'f' then
    flat[#flat + 1] = '\0i'
    flat[#flat + 1] = string.sub(key, 4, 11) .. '.' .. hash
  end
end
local version, created, idle, absolute = alive(head)
if not version then return false end
`

/**
 * Works out the steps in ARGV from `at` on, as `applySteps` does, without writing: `fresh` has each field's new value, false for
 * removed ones; `refused` the answer of a change that cannot be applied, with the number of the step.
 */
export const STEPS = lua`
local fresh, refused, step = {}, nil, -1
while ARGV[at] do
  local op, field = ARGV[at], ARGV[at + 1]
  step = step + 1
  if op == '=' then
    fresh[field] = ARGV[at + 2]
    at = at + 3
  elseif op == '-' then
    fresh[field] = false
    at = at + 2
  else
    local by, max = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    at = at + 4
    local current = fresh[field]
    if current == nil and place[field] then current = flat[place[field]] end
    current = current or '0'
    if string.byte(current) == 39 then refused = {'text', step, current} break end
    local sum = current + by
    if max and by > 0 and sum > max then
      if op == '+' then refused = {'limit', step, current} break end
      sum = max
    end
    if sum > 9007199254740991 or sum < -9007199254740991 then refused = {'range', step, current} break end
    fresh[field] = sum > 0 and string.format('%.0f', sum)
  end
end
`

/**
 * Writes `fresh` to `key` and into `flat`, where '' marks a removed field (a value always has a digit, a minus or a quote).
 * A change has at most 2,000 steps, so `unpack` stays below Lua's limit of 8,000.
 */
export const WRITE = lua`
local set, remove = {}, {}
for field, value in pairs(fresh) do
  local i = place[field]
  if value then
    if not i then
      i = #flat + 2
      flat[i - 1] = field
    end
    flat[i] = value
    set[#set + 1] = field
    set[#set + 1] = value
  elseif i then
    flat[i] = ''
    remove[#remove + 1] = field
  end
end
redis.call('HSET', key, unpack(set))
if remove[1] then redis.call('HDEL', key, unpack(remove)) end
`
