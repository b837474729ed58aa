import { lua } from './lua'

/*
 * Pieces that the scripts are put together from. They run on Redis 7.0 and later, on one node.
 *
 * A session is a flat array (field, value, field, value, …), as HGETALL answers it, and goes to the client as one text joined by U+0000,
 * which no field has: one string is quicker to send and to read than twenty.
 *
 * Numbers are doubles, exact up to 2^53. Turning one into text with `..` or `tostring` keeps 14 digits only, so `string.format('%.0f')`
 * does it everywhere; arguments of `redis.call` are safe (Redis prints them with 17 digits).
 *
 * A script first reads and decides, then writes: an error half-way would leave its first writes behind.
 */

/** `real`: the server's clock in milliseconds. `now`: the same plus the injected offset, ARGV[1]; fields use it, TTLs do not. */
export const CLOCK = lua`
local offset = tonumber(ARGV[1])
local time = redis.call('TIME')
local real = time[1] * 1000 + math.floor(time[2] / 1000)
local now = real + offset
`

/** `find`: where a field's value is in a flat array. The header comes first in a small hash, so it is found at once. */
export const FIND = lua`
local function find(flat, name)
  for i = 2, #flat, 2 do
    if flat[i - 1] == name then return i end
  end
end
local function valueOf(flat, name)
  return flat[find(flat, name)]
end
`

/** `alive`: the numbers of a live session's header, or nothing. */
export const ALIVE = lua`
local function alive(header)
  local version, created, seen, idle, absolute = string.match(header or '', '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
  if version and now < seen + idle and now < tonumber(absolute) then return version, created, idle, absolute end
end
`

/**
 * Follows an alias from KEYS[1] to its session. The session's key is derived: it has the same hash tag, so it is on the same node
 * even in a cluster. Leaves `grace` (nil, 'p' or 'f') and `sealed` of the alias, and the session's `key`, `flat`, `top` (where its header is)
 * and the header's numbers; ends the script with nil when there is no live session.
 */
export const FOLLOW = lua`
local key, grace, sealed = KEYS[1], nil, nil
local flat = redis.call('HGETALL', key)
local top = find(flat, 'h')
if not top then return false end
if string.byte(flat[top]) == 62 then
  local hash, kind, till = string.match(flat[top], '^> (%S+) (%a) (%d+)$')
  if now >= tonumber(till) then return false end
  grace, sealed = kind, valueOf(flat, 's')
  key = string.sub(key, 1, -44) .. hash
  flat = redis.call('HGETALL', key)
  top = find(flat, 'h')
  if not top then return false end
  flat[#flat + 1] = 'i'
  flat[#flat + 1] = string.sub(key, 4, 11) .. '.' .. hash
end
local version, created, seen, idle, absolute = string.match(flat[top], '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
if not version or now >= seen + idle or now >= tonumber(absolute) then return false end
`

/**
 * Works the steps, which are ARGV from `first` on in fours (operator, field, value, max), into `flat` as `applySteps` does, without writing
 * to Redis. '' is a removed field; a value always has a digit, a minus or a quote. Leaves `place` (where each field of a step is) and
 * `refused`, the answer of a change that cannot be applied, with the number of the step.
 */
export const STEPS = lua`
local place, refused, last = {}, nil, #ARGV
if last == first + 3 then
  place[ARGV[first + 1]] = find(flat, ARGV[first + 1]) or 0
else
  for i = first, last, 4 do place[ARGV[i + 1]] = 0 end
  for i = 1, #flat, 2 do
    if place[flat[i]] then place[flat[i]] = i + 1 end
  end
end
for i = first, last, 4 do
  local op, field, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local at = place[field]
  if at == 0 then
    at = #flat + 2
    flat[at - 1], flat[at], place[field] = field, '', at
  end
  if op == '-' then
    value = ''
  elseif op ~= '=' then
    local current = flat[at]
    if current == '' then current = '0' end
    if string.byte(current) == 39 then refused = {'text', (i - first) / 4} break end
    local max, sum = tonumber(ARGV[i + 3]), current + value
    if max and sum > max and tonumber(value) > 0 then
      if op == '+' then refused = {'limit', (i - first) / 4, current} break end
      sum = max
    end
    if sum > 9007199254740991 or sum < -9007199254740991 then refused = {'range', (i - first) / 4} break end
    value = sum > 0 and string.format('%.0f', sum) or ''
  end
  flat[at] = value
end
`

/** Writes `set` (fields and values to begin with) and what the steps have changed. At most 2,000 steps keep `unpack` below Lua's limit of 8,000. */
export const WRITE = lua`
local count, remove = #set, nil
for i = first + 1, last, 4 do
  local field = ARGV[i]
  local value = flat[place[field]]
  if value == '' then
    remove = remove or {}
    remove[#remove + 1] = field
  else
    set[count + 1], set[count + 2] = field, value
    count = count + 2
  end
end
redis.call('HSET', key, unpack(set))
if remove then redis.call('HDEL', key, unpack(remove)) end
`

/** Ends the life of `key` where its header says; Redis counts without the injected offset. */
export const EXPIRE = lua`
redis.call('PEXPIREAT', key, math.min(now + idle, tonumber(absolute)) - offset)
`
