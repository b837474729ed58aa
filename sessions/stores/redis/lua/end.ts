import { lua } from './lua'
import { ALIVE, CLOCK, FIND, FOLLOW } from './parts'
import { KEY_OF, MOVE_FENCE, OWNER_OF } from './user'

const end = (forget: string) => lua`
${CLOCK}${FIND}${OWNER_OF}${FOLLOW}
if grace == 'p' or (grace and ARGV[2] ~= '1') then return false end
redis.call('DEL', key)
${forget}
return table.concat(flat, '\0')
`

/**
 * Ends a session. KEYS: session. ARGV: offset, '1' if an alias may be followed. Answers the final fields, or nil.
 * The index entry's key comes from the session's own field, so it is not in KEYS: right on one node.
 */
export const END = end(lua`
local userId = ownerOf(valueOf(flat, 'u'))
if userId then redis.call('ZREM', '{u:' .. userId .. '}:sessions', string.sub(key, 4, 11) .. '.' .. string.sub(key, -43)) end
`)

/** The same on the session's slot only. */
export const END_IN_SLOT = end('')

/**
 * Ends all sessions of a user and moves the fence. KEYS: fence, index. ARGV: offset, id of the session to spare or '', fence TTL.
 * Answers how many live ones ended.
 */
export const END_ALL = lua`
${CLOCK}${ALIVE}${KEY_OF}${MOVE_FENCE}
moveFence(KEYS[1], ARGV[3])
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
