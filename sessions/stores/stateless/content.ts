import { createHash } from 'node:crypto'
import { ChangeConflict } from '../../errors'
import type { AttributeValue, Change, Lifetime, Session } from '../../session'
import { APPLIED_MS } from '../../session'
import { applySteps, fingerprintOf } from '../../steps'
import { idOf } from '../../token'

/** What is sealed of a session. Its id and tag are not: the handle before the seal has them, and no other handle opens it. Times in milliseconds. */
export type Content = {
  readonly userId: string | null
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly idleMs: number
  readonly absoluteEnd: number
  readonly version: number
  readonly attributes: ReadonlyMap<string, AttributeValue>
  /** The last changes, oldest first. */
  readonly applied: readonly Applied[]
}

/** An applied change: short hashes of its id and of its steps, since each of them is carried by every request, and when it was. */
export type Applied = readonly [id: string, steps: string, at: number]

/**
 * So many changes are remembered. It takes few: a repeat that brings the cookie from before a change finds it not applied, and applies it to
 * what that cookie holds. Only who repeats a change after its answer has arrived needs it to be known.
 */
const MOST_APPLIED = 8

/** An empty content (version 0) that begins now, or one that continues `old`; `keep` also keeps its beginning and absolute end. */
export function newContent(userId: string | null, lifetime: Lifetime, now: number, old?: Content, keep = false): Content {
  return {
    userId,
    createdAt: old && keep ? old.createdAt : now,
    lastSeenAt: now,
    idleMs: Math.floor(lifetime.idleMs),
    absoluteEnd: old && keep ? old.absoluteEnd : now + Math.floor(lifetime.absoluteMs),
    version: old?.version ?? 0,
    attributes: old?.attributes ?? new Map(),
    applied: old?.applied ?? [],
  }
}

export function expiresAt({ lastSeenAt, idleMs, absoluteEnd }: Content): number {
  return Math.min(lastSeenAt + idleMs, absoluteEnd)
}

/** The session as everybody knows it. `fromEntries` defines own properties, so "__proto__" is a key like any other. */
export function sessionOf(token: string, content: Content): Session {
  const { userId, createdAt, lastSeenAt, version, attributes } = content
  return {
    id: idOf(token),
    userId,
    createdAt,
    lastSeenAt,
    expiresAt: expiresAt(content),
    attributes: Object.fromEntries(attributes),
    version,
  }
}

/**
 * The content after a change, its idle end moved on; null when the change was applied already.
 * @throws ChangeConflict, LimitExceeded or InvalidChange
 */
export function changed(content: Content, { id, steps }: Change, now: number): Content | null {
  const mark: Applied = [short(id), fingerprintOf(steps).slice(0, 8), now]
  const recent = content.applied.filter(([, , at]) => at > now - APPLIED_MS)
  const earlier = recent.find(([known]) => known === mark[0])
  if (earlier && earlier[1] !== mark[1]) throw new ChangeConflict(id)
  if (earlier) return null
  const after = stepped(content, steps)
  return { ...after, lastSeenAt: now, applied: [...recent, mark].slice(-MOST_APPLIED) }
}

/** The content after steps that have no id, as one version. @throws LimitExceeded or InvalidChange */
export function stepped(content: Content, steps: Change['steps']): Content {
  const attributes = new Map(content.attributes)
  applySteps(attributes, steps)
  return { ...content, attributes, version: content.version + 1 }
}

/** 60 bits: among eight changes no two have the same by chance. */
function short(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 10)
}
