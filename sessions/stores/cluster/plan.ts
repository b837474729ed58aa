import { ChangeConflict, FenceMoved } from '../../errors'
import { APPLIED_MS, type Change } from '../../session'
import { applySteps, fingerprintOf, keyOf } from '../../steps'
import { shortened } from './change-id'
import { NOTHING } from './digest'
import type { Whole } from './look-up'
import { EMPTY_PART } from './merge'
import type { Task } from './messages'
import { planRenewal } from './plan-renewal'
import { answerSession, type Moment, NULL, type Of, type Plan } from './planned'
import type { Beginning, Operation } from './record'
import { effectsOf, nextStamp } from './replay'
import { laterOf } from './stamp'

/**
 * Plans a task from what is in the table; changes nothing. What is there already is sent again when the task is repeated: whoever tried
 * before may have been refused, or stopped, when it had reached this member but not all others.
 * @throws as {@link SessionStore} says of the call
 */
export function plan(task: Task, moment: Moment): Plan {
  switch (task.do) {
    case 'create':
      return planCreation(task, moment)
    case 'change':
      return planChange(task, moment)
    case 'renew':
      return planRenewal(task, moment)
    case 'end':
      return planEnd(task, moment)
    case 'raise':
      return planRaise(task, moment)
  }
}

function planCreation({ id, change, lifetime, userId, fence }: Of<'create'>, moment: Moment): Plan {
  const { look, now } = moment
  const known = look.table.get(id)
  if (known) return { parts: [[id, known]], answer: answerSession(id, moment) }
  if (userId !== null && !look.fences.isCurrent(userId, fence)) throw new FenceMoved()
  const beginning: Beginning = {
    userId,
    createdAt: now,
    idleMs: lifetime.idleMs,
    absoluteEnd: now + lifetime.absoluteMs,
    from: null,
    attributes: [],
    version: 0,
    steps: null,
    since: null,
    covers: null,
    through: null,
    digest: NOTHING,
  }
  const record: Whole = { ...EMPTY_PART, beginning, lastSeenAt: now, fence: userId === null ? 0 : look.fences.of(userId) }
  return { parts: [[id, { ...record, operations: [operation(record, change, moment)] }]], answer: answerSession(id, moment) }
}

function planChange({ id, change }: Of<'change'>, moment: Moment): Plan {
  const { look, now } = moment
  const found = look.find(id, now)
  if (!found.record || (found.alias?.grace === 'powerless' && !change.steps.every((step) => look.isInherited(keyOf(step))))) return NULL
  const { record, alias } = found
  const answer = () => {
    const session = answerSession(found.id, moment)()
    return alias?.grace === 'powerless' ? 'moved' : { session, ...(alias ? { sealedToken: alias.sealedToken } : {}) }
  }
  const key = shortened(change.id)
  const earlier = record.operations.findLast((each) => each.id === key && each.at > now - APPLIED_MS)
  if (earlier && earlier.fingerprint !== fingerprint(change.steps)) throw new ChangeConflict(change.id)
  if (earlier) return { parts: [[found.id, { ...EMPTY_PART, operations: [earlier] }]], answer }
  return { parts: [[found.id, { ...EMPTY_PART, lastSeenAt: now, operations: [operation(record, change, moment)] }]], answer }
}

function operation(record: Whole, change: Change, { look, now, epoch, member }: Moment): Operation {
  const { steps } = change
  const id = shortened(change.id)
  const before = look.attributes(record)
  applySteps(new Map(before), steps) // throws what is to be refused
  const { covers, through } = record.beginning
  const after = record.operations.findLast((each) => each.id === id)?.stamp ?? laterOf(covers, through)
  const stamp = nextStamp(record, epoch, member)
  return { id, ...(after ? { after } : {}), stamp, fingerprint: fingerprint(steps), at: now, effects: effectsOf(steps, before) }
}

/** 64 bits of it: one client's ids have to be told apart, and nobody gains by making two alike. */
function fingerprint(steps: Change['steps']): string {
  return fingerprintOf(steps).slice(0, 11)
}

function planEnd({ id }: Of<'end'>, { look, now }: Moment): Plan {
  const found = look.find(id, now)
  const { endedUntil = 0 } = look.table.get(id) ?? {}
  if (endedUntil > 0) return { ...NULL, parts: [[id, { ...EMPTY_PART, endedUntil }]] }
  if (!found.record || found.alias?.grace === 'powerless') return NULL
  const last = look.session(found.id, found.record)
  return { parts: [[found.id, { ...EMPTY_PART, endedUntil: found.record.beginning.absoluteEnd }]], answer: () => last }
}

function planRaise({ id, userId, fence }: Of<'raise'>, { look, now }: Moment): Plan {
  const record = look.live(id, now)
  return record?.beginning.userId === userId ? { parts: [[id, { ...EMPTY_PART, fence }]], answer: () => true } : NULL
}
