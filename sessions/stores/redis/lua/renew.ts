import { lua } from './lua'
import { CLOCK, HEADER, LOAD, STEPS, WRITE } from './parts'
import { ENLIST, FENCE, KEY_OF, OWNER, TRIM } from './user'

/**
 * Signs in: one atomic and repeatable step from an old session, if there is one, to a new session of the user.
 * KEYS: old session, new one with the old tag, new one with a fresh tag, fence, index. Whether the old token is known decides between
 * the second and third, so that a stranger's made-up token never gets a session beside somebody else's.
 * ARGV: offset, user, fence, sealed new token, grace, idle, absolute, alias duration, max sessions or '', steps.
 * Answers nil, why a step is refused, or {0 repeated | 2 | 3: which key, fields before or nil, fields after, sealed token}.
 *
 * The attributes are copied inside Redis (COPY), whatever their number; the old hash keeps them for a repeat's answer.
 */
export const RENEW = lua`
${CLOCK}${LOAD}${HEADER}${FENCE}${ENLIST}${OWNER}${KEY_OF}${TRIM}
if not fenced(KEYS[4], ARGV[3]) then return false end
local userId, idle, created, absolute = ARGV[2], tonumber(ARGV[6]), now, now + ARGV[7]

local before, place, head = load(KEYS[1])
if head and string.byte(head) == 62 then
  local hash, till = string.match(head, '^> (%S+) %a (%d+)$')
  if now < tonumber(till) then
    local after, _, live = load(string.sub(KEYS[1], 1, -44) .. hash)
    if not alive(live) or ownerOf(before[place['\0n']]) ~= userId then return false end
    after[#after + 1] = '\0i'
    after[#after + 1] = string.sub(KEYS[1], 4, 11) .. '.' .. hash
    return {0, before, after, before[place['\0s']]}
  end
end
local version, bornBefore, _, endBefore = alive(head)
local owner = version and ownerOf(before[place['\0u']])
if owner and owner ~= userId then return false end
-- Only one's own session may leave a full alias, else a planted guest token would become a key to the user's session.
local grace = owner and ARGV[5] or 'p'
if grace == 'f' then created, absolute = bornBefore, endBefore end

local key, flat = KEYS[2], {}
if version then
  for i = 1, #before do flat[i] = before[i] end
else
  key, place = KEYS[3], {}
end
local at = 10
${STEPS}
if refused then return refused end

local id = string.sub(key, 4, 11) .. '.' .. string.sub(key, -43)
if version then
  redis.call('COPY', KEYS[1], key)
  redis.call('HSET', KEYS[1], '', string.format('> %s %s %.0f', string.sub(key, -43), grace, now + ARGV[8]),
    '\0h', head, '\0s', ARGV[4], '\0n', owned(userId))
  redis.call('PEXPIREAT', KEYS[1], real + ARGV[8])
  if owner then redis.call('ZREM', KEYS[5], string.sub(KEYS[1], 4, 11) .. '.' .. string.sub(KEYS[1], -43)) end
end
fresh[''] = header((version or 0) + 1, created, idle, absolute)
fresh['\0u'] = owned(userId)
${WRITE}
expire(key, idle, absolute)
enlist(KEYS[5], id, absolute)
if ARGV[9] ~= '' then trim(KEYS[5], tonumber(ARGV[9]), id) end
return {version and 2 or 3, version and before or false, flat, false}
`
