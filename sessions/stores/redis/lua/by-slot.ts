import { lua } from './lua'
import { ALIVE, CLOCK } from './parts'
import { ENLIST, FENCE, MOVE_FENCE } from './user'

/*
 * The steps of what concerns a user in a Redis Cluster, each on one slot: first the user's, then the session's (`users-by-slot.ts` puts them
 * together, and `docs/decisions/0019` says why they are right in every order of events).
 */

/** How long after its first step a session may still begin. Also how far the clocks of two masters may differ. */
const BEGIN_MS = 30_000
/** How long a session that `endAll` did not find is barred from beginning, and an absent one stays in the index: until it cannot begin any more. */
const BARRED_MS = 2 * BEGIN_MS

/**
 * Lets a session of a user begin: only with the current fence, and with its id in the index before it is there.
 * KEYS: fence, index, begun. ARGV: offset, fence, id, absolute life, id of the session it goes on from or '', ids that are no sessions any more.
 * Answers nil when the fence has moved, else the time in microseconds: no two sessions of one user have the same.
 *
 * The entry outlives its session, also one that keeps the absolute end of the one before, and whose master's clock is another one.
 */
export const ADMIT = lua`
${CLOCK}${FENCE}${ENLIST}
if not fenced(KEYS[1], ARGV[2]) then return false end
local before = ARGV[5] ~= '' and redis.call('ZSCORE', KEYS[2], ARGV[5]) or 0
enlist(KEYS[2], ARGV[3], math.max(now + ARGV[4] + ${BARRED_MS}, before))
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', real - ${BARRED_MS})
redis.call('ZADD', KEYS[3], real, ARGV[3])
redis.call('PEXPIRE', KEYS[3], ${BARRED_MS})
for i = 6, #ARGV do redis.call('ZREM', KEYS[2], ARGV[i]) end
return string.format('%.0f', time[1] * 1000000 + time[2])
`

/**
 * On the session's slot: whether it may begin still. A step that was held up for long must not come after all, when nobody bars it any more.
 * `endAll` leaves the bar where it finds no session.
 */
export const admitted = (barred: string, admittedAt: string) => lua`
if redis.call('EXISTS', ${barred}) == 1 then return {'barred'} end
if real > ${admittedAt} / 1000 + ${BEGIN_MS} then return {'late'} end
`

/** `owned`, by the user's own clock, so that all sessions of a user have one order whichever masters keep them. */
export const ownedSince = (admittedAt: string) => lua`
local function owned(userId)
  return ${admittedAt} .. ' ' .. userId
end
`

/** A user's ids. KEYS: index, begun. ARGV: offset. Answers those that may be without a session because it is about to begin, and all. */
export const LOOK = lua`
${CLOCK}
return {redis.call('ZRANGEBYSCORE', KEYS[2], real - ${BARRED_MS}, '+inf'), redis.call('ZRANGE', KEYS[1], 0, -1)}
`

/** Moves a user's fence. KEYS: fence, index. ARGV: offset, fence TTL. Answers the ids of all sessions that began, or may begin, before it. */
export const FENCE_OFF = lua`
${CLOCK}${MOVE_FENCE}
moveFence(KEYS[1], ARGV[2])
return redis.call('ZRANGE', KEYS[2], 0, -1)
`

/**
 * Ends one session of a user, or bars it from beginning. KEYS: session, bar. ARGV: offset[, id of a session to spare: then a full alias is followed].
 * Answers 1 if it was alive, or nil when what an alias leads to is not there.
 *
 * A periodic renewal takes the fence when it is due, without a password. One that was admitted by a fence that `endAll` has just moved, and began
 * before its session could be ended, has left a full alias of it: what that leads to is still the old session.
 */
export const END_OR_BAR = lua`
${CLOCK}${ALIVE}
local key, head = KEYS[1], redis.call('HGET', KEYS[1], 'h')
local hash = ARGV[2] and head and string.match(head, '^> (%S+) f ')
while hash do
  if string.sub(key, 4, 11) .. '.' .. hash == ARGV[2] then return 0 end
  key = string.sub(key, 1, -44) .. hash
  head = redis.call('HGET', key, 'h')
  if not head then return false end
  hash = string.match(head, '^> (%S+) f ')
end
if alive(head) then
  redis.call('DEL', key)
  return 1
end
if key == KEYS[1] then redis.call('SET', KEYS[2], '', 'PX', ${BARRED_MS}) end
return 0
`
