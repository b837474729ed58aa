import { ALIAS_MS, APPLIED_MS, type Renewal, type Session } from '../../session'
import { applySteps } from '../../steps'
import { NOTHING } from './digest'
import type { Live, Whole } from './look-up'
import { EMPTY_PART } from './merge'
import type { RenewalAnswer } from './messages'
import { answerSession, type Moment, NULL, type Of, type Plan } from './planned'
import type { Beginning, SessionRecord } from './record'
import { effectsOf, nextStamp, versionOf } from './replay'
import { compareStamps, type Stamp } from './stamp'

/** A sign-in, or the periodic renewal of one's own session: see {@link SessionStore.renew}. */
export function planRenewal({ id, newId, sealedToken, renewal }: Of<'renew'>, moment: Moment): Plan {
  const { look, now } = moment
  if (!look.fences.isCurrent(renewal.userId, renewal.fence)) return NULL
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
function renewed(record: Whole | null, from: string | null, { userId, steps, lifetime, grace }: Renewal, moment: Moment): Whole {
  const { look, now, epoch, member } = moment
  const attributes = record ? look.attributes(record) : new Map()
  const toCart = effectsOf(steps, attributes).filter(([, key]) => look.isInherited(key))
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
    steps: record && toCart.length > 0 ? toCart : null,
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
    fence: look.fences.of(userId),
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
