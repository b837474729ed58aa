import { APPLIED_MS } from '../../../session'
import { lua } from './lua'
import { CLOCK, EXPIRE, FIND, FOLLOW, STEPS, WRITE } from './parts'

/**
 * Applies a change once. KEYS: session, applied change.
 * ARGV: offset, mark of the change (the offset and what was asked), '1' if a powerless alias may make it, steps.
 * Answers the fields, nil, or why not: {'moved'}, {'conflict'}, or a refused step.
 *
 * One HGETALL serves the checks and the answer, and one SET looks an id up and takes it; a refused change gives the id back.
 */
export const CHANGE = lua`
${CLOCK}${FIND}${FOLLOW}
if grace == 'p' and ARGV[3] ~= '1' then return false end
local applied, asked = redis.call('SET', KEYS[2], ARGV[2], 'NX', 'GET', 'PX', ${APPLIED_MS}), nil
if applied then
  -- The mark begins with the offset, so that the injected clock can forget it early; its true age is told by its TTL.
  if redis.call('PTTL', KEYS[2]) + string.match(applied, '^%S+') > offset then asked = string.match(applied, ' .*') end
end
if asked then
  if asked ~= string.match(ARGV[2], ' .*') then return {'conflict'} end
else
  -- Forgotten by the injected clock, though Redis has it still.
  if applied then redis.call('SET', KEYS[2], ARGV[2], 'PX', ${APPLIED_MS}) end
  local first = 4
  ${STEPS}
  if refused then
    redis.call('DEL', KEYS[2])
    return refused
  end
  -- A burst of changes slides the idle end once a second, which spares it the PEXPIREAT.
  local slides = now - seen >= 1000 or now - seen >= math.floor(idle / 10)
  if slides then
    flat[top] = string.format('%.0f %s %.0f %s %s', version + 1, created, now, idle, absolute)
  else
    flat[top] = string.format('%.0f', version + 1) .. string.sub(flat[top], #version + 1)
  end
  local set = {'h', flat[top]}
  ${WRITE}
  if slides then
    ${EXPIRE}
  end
end
if grace == 'p' then return {'moved'} end
if grace == 'f' then
  flat[#flat + 1] = 's'
  flat[#flat + 1] = sealed
end
return table.concat(flat, '\0')
`
