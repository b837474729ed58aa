import { APPLIED_MS } from '../../../session'
import { admitted, ownedSince } from './by-slot'
import { lua } from './lua'
import { CLOCK, EXPIRE } from './parts'
import { ENLIST, FENCE, OWNED } from './user'

/** `allow` decides whether it may begin, `own` gives it to its user, `enlist` puts it into the index. */
const create = (allow: string, own: string, enlist: string) => lua`
${CLOCK}${allow}
local key, idle, absolute = KEYS[1], ARGV[3], now + ARGV[4]
local fields = {'h', string.format('1 %.0f %.0f %s %.0f', now, now, idle, absolute)}
${own}
for i = 8, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', key, unpack(fields))
${EXPIRE}
redis.call('SET', KEYS[2], ARGV[2], 'PX', ${APPLIED_MS})
${enlist}
return now
`

/**
 * Makes a session of fields that the caller has worked out, since it starts from nothing.
 * KEYS: session, applied change[, fence, index]. ARGV: offset, mark of the change, idle, absolute, id, user, fence, fields and values.
 * Answers the time, or {'fence'}.
 */
export const CREATE = create(
  lua`
${FENCE}${ENLIST}${OWNED}
if KEYS[3] and not fenced(KEYS[3], ARGV[7]) then return {'fence'} end
`,
  lua`if KEYS[3] then fields[3], fields[4] = 'u', owned(ARGV[6]) end`,
  lua`if KEYS[3] then enlist(KEYS[4], ARGV[5], absolute) end`,
)

/**
 * Makes a session of a user on its own slot, after it was admitted on the user's. KEYS: session, applied change, bar. ARGV: as above, with
 * the time when it was admitted in the fence's place. Answers the time, {'barred'} or {'late'}.
 */
export const CREATE_IN_SLOT = create(
  admitted('KEYS[3]', 'ARGV[7]') + ownedSince('ARGV[7]'),
  lua`fields[3], fields[4] = 'u', owned(ARGV[6])`,
  '',
)
