import { lua } from './lua'
import { CLOCK, EXPIRE, FIND, FOLLOW } from './parts'

/**
 * Reads and slides the idle end if it is due by the server's own clock; also what reads through a full alias.
 * KEYS: session. ARGV: offset. Answers the fields, or nil.
 */
export const READ = lua`
${CLOCK}${FIND}${FOLLOW}
if grace == 'p' then return false end
if now - seen >= math.min(60000, math.floor(idle / 10)) then
  flat[top] = string.format('%s %s %.0f %s %s', version, created, now, idle, absolute)
  redis.call('HSET', key, 'h', flat[top])
  ${EXPIRE}
end
return table.concat(flat, '\0')
`
