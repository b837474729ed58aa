import { lua } from './lua'
import { CLOCK, FOLLOW, HEADER, LOAD, STEPS, WRITE } from './parts'

/**
 * Applies a change once. KEYS: session, applied change.
 * ARGV: offset, fingerprint, '1' if a powerless alias may make it, applied TTL, steps.
 * Answers the fields, nil, {'moved'}, {'conflict'}, or why a step is refused. Fields come in pairs, so an answer of odd length is none.
 *
 * One HGETALL serves the checks and the answer; the applied id is looked up and taken in one SET.
 */
export const CHANGE = lua`
${CLOCK}${LOAD}${HEADER}${FOLLOW}
if grace == 'p' and ARGV[3] ~= '1' then return false end
local at = 5
${STEPS}
local mark, applied = ARGV[2] .. string.format('%.0f', now), nil
if refused then
  applied = redis.call('GET', KEYS[2])
else
  applied = redis.call('SET', KEYS[2], mark, 'NX', 'GET', 'PX', ARGV[4])
end
if applied and tonumber(string.sub(applied, 23)) > now - ARGV[4] then
  if string.sub(applied, 1, 22) ~= ARGV[2] then return {'conflict'} end
else
  if refused then return refused end
  -- Forgotten by the injected clock, though Redis has it still.
  if applied then redis.call('SET', KEYS[2], mark, 'PX', ARGV[4]) end
  fresh[''] = header(version + 1, created, idle, absolute)
  ${WRITE}
  expire(key, idle, absolute)
end
if grace == 'p' then return {'moved'} end
if grace == 'f' then
  flat[#flat + 1] = '\0s'
  flat[#flat + 1] = sealed
end
return flat
`
