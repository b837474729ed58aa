import { lua } from './lua'
import { CLOCK, FOLLOW, HEADER, LOAD } from './parts'

/**
 * Reads and slides the idle end if it is due by the server's own clock; also what reads through a full alias.
 * KEYS: session. ARGV: offset. Answers the fields, or nil.
 */
export const READ = lua`
${CLOCK}${LOAD}${HEADER}${FOLLOW}
if grace == 'p' then return false end
local seen = string.match(head, '^%d+ %d+ (%d+)')
if now - seen >= math.min(60000, math.floor(idle / 10)) then
  head = header(version, created, idle, absolute)
  flat[place['']] = head
  redis.call('HSET', key, '', head)
  expire(key, idle, absolute)
end
return flat
`
