import { lua } from './lua'
import { ALIVE, CLOCK, FIND } from './parts'
import { KEY_OF } from './user'

/** A user's live sessions in any order. KEYS: index. ARGV: offset. Answers the fields of each; ids that lead nowhere are forgotten. */
export const LIST = lua`
${CLOCK}${FIND}${ALIVE}${KEY_OF}
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local flat = redis.call('HGETALL', keyOf(id))
  if alive(valueOf(flat, 'h')) then
    flat[#flat + 1] = 'i'
    flat[#flat + 1] = id
    found[#found + 1] = table.concat(flat, '\0')
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
`
