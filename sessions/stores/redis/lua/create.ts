import { APPLIED_MS } from '../../../session'
import { lua } from './lua'
import { CLOCK, EXPIRE } from './parts'
import { ENLIST, FENCE, OWNER } from './user'

/**
 * Makes a session of fields that the caller has worked out, since it starts from nothing.
 * KEYS: session, applied change[, fence, index]. ARGV: offset, mark of the change, idle, absolute, id, user, fence, fields and values.
 * Answers the time, or {'fence'}.
 */
export const CREATE = lua`
${CLOCK}${FENCE}${ENLIST}${OWNER}
if KEYS[3] and not fenced(KEYS[3], ARGV[7]) then return {'fence'} end
local key, idle, absolute = KEYS[1], ARGV[3], now + ARGV[4]
local fields = {'h', string.format('1 %.0f %.0f %s %.0f', now, now, idle, absolute)}
if KEYS[3] then
  fields[3], fields[4] = 'u', owned(ARGV[6])
end
for i = 8, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', key, unpack(fields))
${EXPIRE}
redis.call('SET', KEYS[2], ARGV[2], 'PX', ${APPLIED_MS})
if KEYS[3] then enlist(KEYS[4], ARGV[5], absolute) end
return now
`
