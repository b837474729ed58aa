import { ChangeConflict, FenceMoved } from '../../errors'
import { ALIAS_MS, APPLIED_MS, type Change, type Renewal, type Session } from '../../session'
import { applySteps, fingerprintOf, keyOf } from '../../steps'
import { NOTHING } from './digest'
import type { Live, LookUp, Whole } from './look-up'
import { EMPTY_PART } from './merge'
import type { RenewalAnswer, Task } from './messages'
import type { Beginning, Operation, SessionRecord } from './record'
import { effectsOf, nextStamp, versionOf } from './replay'
import { compareStamps, type Stamp } from './stamp'

/** What a task comes to: parts for the sessions that it changes, and its answer, to be asked for when they are in the table. */
export type Plan = { readonly parts: readonly (readonly [id: string, part: SessionRecord])[]; readonly answer: () => unknown }
type Of<Kind extends Task['do']> = Extract<Task, { do: Kind }>

/** What the owner knows when it plans. */
export type Moment = { readonly look: LookUp; readonly now: number; readonly epoch: number; readonly member: string }

const NULL: Plan = { parts: [], answer: () => null }

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
  if (userId !== null && fence !== String(look.fenceOf(userId))) throw new FenceMoved()
  const beginning: Beginning = {
    userId,
    createdAt: now,
    idleMs: lifetime.idleMs,
    absoluteEnd: now + lifetime.absoluteMs,
    from: null,
    attributes: [],
    version: 0,
    since: null,
    covers: null,
    through: null,
    digest: NOTHING,
  }
  const record: Whole = { ...EMPTY_PART, beginning, lastSeenAt: now, fence: Number(fence ?? 0) }
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
  const earlier = record.operations.findLast((each) => each.id === change.id && each.at > now - APPLIED_MS)
  if (earlier && earlier.fingerprint !== fingerprintOf(change.steps)) throw new ChangeConflict(change.id)
  if (earlier) return { parts: [[found.id, { ...EMPTY_PART, operations: [earlier] }]], answer }
  return { parts: [[found.id, { ...EMPTY_PART, lastSeenAt: now, operations: [operation(record, change, moment)] }]], answer }
}

function operation(record: Whole, { id, steps }: Change, { look, now, epoch, member }: Moment): Operation {
  const before = look.attributes(record)
  applySteps(new Map(before), steps) // throws what is to be refused
  const again = record.operations.some((each) => each.id === id) ? { again: true as const } : {}
  const stamp = nextStamp(record, epoch, member)
  return { id, ...again, stamp, fingerprint: fingerprintOf(steps), at: now, effects: effectsOf(steps, before) }
}

function planRenewal({ id, newId, sealedToken, renewal }: Of<'renew'>, moment: Moment): Plan {
  const { look, now } = moment
  if (renewal.fence !== String(look.fenceOf(renewal.userId))) return NULL
  const found = id === null ? null : look.find(id, now)
  const { record = null, alias = null } = found ?? {}
  if (renewal.onlyLive && (record?.beginning.userId !== renewal.userId || alias?.grace === 'powerless')) return NULL
  if (found && alias) return found.record && alias.userId === renewal.userId ? answerAgain(id ?? '', found, moment) : NULL
  if (id !== null && !record) return { parts: [], answer: () => 'fresh' }
  if (record && record.beginning.userId !== null && record.beginning.userId !== renewal.userId) return NULL
  const next = renewed(record, id, renewal, moment)
  const answer = (before: Session | null) => (): RenewalAnswer => ({ session: answerSession(newId, moment)(), before, sealedToken: null })
  if (id === null || !record) return { parts: [[newId, next]], answer: answer(null) }
  const grace = renewal.grace === 'full' && record.beginning.userId === renewal.userId ? 'full' : 'powerless'
  const stamp = next.beginning.since ?? nextStamp(record, moment.epoch, moment.member)
  const successor = { id: newId, stamp, userId: renewal.userId, sealedToken: sealedToken ?? '', grace, endsAt: now + ALIAS_MS } as const
  const parts = [[id, { ...EMPTY_PART, successor }] as const, [newId, next] as const]
  return { parts, answer: answer(look.session(id, record)) }
}

/** The session that takes the place of `record`, or begins anew. */
function renewed(record: Whole | null, from: string | null, { userId, steps, lifetime, grace, fence }: Renewal, moment: Moment): Whole {
  const { look, now, epoch, member } = moment
  const attributes = record ? look.attributes(record) : new Map()
  applySteps(attributes, steps)
  // Only the user's own session goes on as it was: a guest's begins anew.
  const goesOn = grace === 'full' && record?.beginning.userId === userId
  const beginning: Beginning = {
    userId,
    createdAt: goesOn && record ? record.beginning.createdAt : now,
    idleMs: lifetime.idleMs,
    absoluteEnd: goesOn && record ? record.beginning.absoluteEnd : now + lifetime.absoluteMs,
    from,
    attributes: [...attributes],
    version: (record ? versionOf(record) : 0) + 1,
    since: record ? nextStamp(record, epoch, member) : null,
    covers: record?.beginning.through ?? null,
    through: null,
    digest: NOTHING,
  }
  const fork = record?.fork ? { at: record.fork.at, cart: beginning.attributes.filter(([key]) => look.isInherited(key)) } : null
  // Also older ones: what was not folded is told from what comes late by its being remembered here.
  const remembered = (record?.operations ?? []).filter(({ at, effects }) => effects !== null || at > now - APPLIED_MS)
  return {
    ...EMPTY_PART,
    beginning,
    lastSeenAt: now,
    fence: Number(fence),
    fork,
    operations: remembered.map((each) => ({ ...each, effects: null })),
  }
}

/** The same user's repeated renewal, its answer lost or late. */
function answerAgain(oldId: string, { id, record, alias }: Live, { look }: Moment): Plan {
  const old = look.table.get(oldId)
  const before = old?.beginning && alias ? look.session(oldId, { ...old, ...asOf(old, alias.stamp), beginning: old.beginning }) : null
  return {
    parts: [...(old ? [[oldId, { ...EMPTY_PART, successor: alias }] as const] : []), [id, record]],
    answer: (): RenewalAnswer => ({ session: look.session(id, record), before, sealedToken: alias?.sealedToken ?? null }),
  }
}

/** Without what came later, on the other side of a partition. */
function asOf({ operations }: SessionRecord, stamp: Stamp): Pick<SessionRecord, 'operations'> {
  return { operations: operations.filter((each) => compareStamps(each.stamp, stamp) < 0) }
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

/** The session of this id as the table has it now. */
function answerSession(id: string, { look }: Moment): () => Session {
  return () => {
    const record = look.table.get(id)
    if (!record?.beginning) throw new Error(`The session ${id} has gone from the table while it was answered.`)
    return look.session(id, { ...record, beginning: record.beginning })
  }
}
