import { admitted, ownedSince } from './by-slot'
import { lua } from './lua'
import { ALIVE, CLOCK, EXPIRE, FIND, STEPS, WRITE } from './parts'
import { ENLIST, FENCE, KEY_OF, OWNED, OWNER_OF, TRIM } from './user'

/** What differs: `allow` decides whether it may begin, `choose` its key where there is no old session, `delist` and `enlist` keep the index. */
type Parts = { readonly allow: string; readonly choose: string; readonly delist: string; readonly enlist: string }

/** The attributes are copied inside Redis (COPY), whatever their number; the old hash keeps them for a repeat's answer. */
const renew = ({ allow, choose, delist, enlist }: Parts) => lua`
${CLOCK}${FIND}${ALIVE}${OWNER_OF}${allow}
local userId = ARGV[2]
local before = redis.call('HGETALL', KEYS[1])
local head = valueOf(before, 'h')

if head and string.byte(head) == 62 then
  local hash, kind, till = string.match(head, '^> (%S+) (%a) (%d+)$')
  if now < tonumber(till) then
    if ARGV[10] == '1' and kind == 'p' then return false end
    local after = redis.call('HGETALL', string.sub(KEYS[1], 1, -44) .. hash)
    if not alive(valueOf(after, 'h')) or ownerOf(valueOf(before, 'n')) ~= userId then return false end
    after[#after + 1] = 'i'
    after[#after + 1] = string.sub(KEYS[1], 4, 11) .. '.' .. hash
    return {0, table.concat(before, '\0'), table.concat(after, '\0'), valueOf(before, 's')}
  end
end

local version, created, idle, absolute = alive(head)
local owner = version and ownerOf(valueOf(before, 'u'))
if owner and owner ~= userId then return false end
if ARGV[10] == '1' and not owner then return false end
-- Only one's own session may leave a full alias, else a planted guest token would become a key to the user's session.
local grace = owner and ARGV[5] or 'p'
if grace == 'p' then created, absolute = now, now + ARGV[7] end
idle = ARGV[6]

local which, flat = 2, {}
if version then
  for i = 1, #before do flat[i] = before[i] end
else
  ${choose}
end
local first = 11
${STEPS}
if refused then return refused end

local key = KEYS[which]
local hash, fields = string.sub(key, -43), false
local id = string.sub(key, 4, 11) .. '.' .. hash
if version then
  fields = table.concat(before, '\0')
  redis.call('COPY', KEYS[1], key)
  redis.call('HSET', KEYS[1], 'h', string.format('> %s %s %.0f', hash, grace, now + ARGV[8]), 'b', head, 's', ARGV[4], 'n', owned(userId))
  redis.call('PEXPIREAT', KEYS[1], real + ARGV[8])
  ${delist}
end
local set = {'h', string.format('%.0f %.0f %.0f %s %.0f', (version or 0) + 1, created, now, idle, absolute), 'u', owned(userId)}
for i = 1, 3, 2 do
  local at = find(flat, set[i]) or #flat + 2
  flat[at - 1], flat[at] = set[i], set[i + 1]
end
${WRITE}
${EXPIRE}
${enlist}
return {which, fields, table.concat(flat, '\0'), false}
`

/**
 * Signs in: one atomic and repeatable step from an old session, if there is one, to a new session of the user.
 * KEYS: old session, new one with the old tag, new one with a fresh tag, fence, index. Whether the old token is known decides between
 * the second and third, so that a stranger's made-up token never gets a session beside somebody else's.
 * ARGV: offset, user, fence, sealed new token, grace, idle, absolute, alias duration, max sessions or '', '1' if only a live one, steps.
 * Answers nil, why a step is refused, or {0 repeated | 2 | 3: which key, fields before or nil, fields after, sealed token of the first time}.
 */
export const RENEW = renew({
  allow: lua`
${FENCE}${ENLIST}${OWNED}${KEY_OF}${TRIM}
if not fenced(KEYS[4], ARGV[3]) then return false end
`,
  choose: lua`which = 3`,
  delist: lua`if owner then redis.call('ZREM', KEYS[5], string.sub(KEYS[1], 4, 11) .. '.' .. string.sub(KEYS[1], -43)) end`,
  enlist: lua`
enlist(KEYS[5], id, absolute)
if ARGV[9] ~= '' then trim(KEYS[5], tonumber(ARGV[9]), id) end
`,
})

/**
 * The same on the session's slot only, after the new one was admitted on the user's. KEYS: old session (or the new one, where there is no old
 * token), new one, its bar. ARGV: as above, with the time when it was admitted in the fence's place, and no max sessions.
 * Answers the same, or {'barred'}, {'late'}, or {'unknown'}: an old token that leads nowhere, so that the new session belongs on another slot.
 */
export const RENEW_IN_SLOT = renew({
  allow: admitted('KEYS[3]', 'ARGV[3]') + ownedSince('ARGV[3]'),
  choose: lua`if KEYS[1] ~= KEYS[2] then return {'unknown'} end`,
  delist: '',
  enlist: '',
})
