import { lua } from './lua'
import { CLOCK, LOAD } from './parts'
import { KEY_OF } from './user'

/** A user's live sessions in any order. KEYS: index. ARGV: offset. Answers the fields of each; ids that lead nowhere are forgotten. */
export const LIST = lua`
${CLOCK}${LOAD}${KEY_OF}
local found = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local flat, _, head = load(keyOf(id))
  if alive(head) then
    flat[#flat + 1] = '\0i'
    flat[#flat + 1] = id
    found[#found + 1] = flat
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return found
`
