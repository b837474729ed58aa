import { lua } from './lua'
import { ALIVE, CLOCK, FIND, FOLLOW } from './parts'
import { KEY_OF, OWNER } from './user'

/**
 * Ends a session. KEYS: session. ARGV: offset, '1' if an alias may be followed. Answers the final fields, or nil.
 * The index entry's key comes from the session's own field, so it is not in KEYS: right on one node.
 */
export const END = lua`
${CLOCK}${FIND}${OWNER}${FOLLOW}
if grace == 'p' or (grace and ARGV[2] ~= '1') then return false end
redis.call('DEL', key)
local userId = ownerOf(valueOf(flat, 'u'))
if userId then redis.call('ZREM', '{u:' .. userId .. '}:sessions', string.sub(key, 4, 11) .. '.' .. string.sub(key, -43)) end
return table.concat(flat, '\0')
`

/**
 * Ends all sessions of a user and moves the fence. KEYS: fence, index. ARGV: offset, id of the session to spare or '', fence TTL.
 * Answers how many live ones ended.
 *
 * The fence becomes the time in microseconds: it never comes back to a value that was given out, not even after Redis has lost it.
 */
export const END_ALL = lua`
${CLOCK}${ALIVE}${KEY_OF}
local fence = math.max(time[1] * 1000000 + time[2], (redis.call('GET', KEYS[1]) or 0) + 1)
redis.call('SET', KEYS[1], string.format('%.0f', fence), 'PX', ARGV[3])
local ended = 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if id ~= ARGV[2] then
    if alive(redis.call('HGET', keyOf(id), 'h')) then ended = ended + 1 end
    redis.call('DEL', keyOf(id))
    redis.call('ZREM', KEYS[2], id)
  end
end
return ended
`
