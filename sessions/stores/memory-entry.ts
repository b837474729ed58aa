import { ChangeConflict } from '../errors'
import { slideIntervalMs } from '../lifetime'
import type { AttributeValue, Change, Lifetime, Session } from '../session'
import { APPLIED_MS } from '../session'
import { applySteps, fingerprintOf } from '../steps'

/** A session as the memory store keeps it; never handed out, only {@link snapshot}s are. */
export type Entry = {
  readonly id: string
  readonly userId: string | null
  readonly createdAt: number
  readonly idleMs: number
  readonly absoluteEnd: number
  /** Ids of applied changes, oldest first. Moves with a renewal, so that a retry across a sign-in is not applied twice. */
  readonly applied: Map<string, { readonly fingerprint: string; readonly at: number }>
  lastSeenAt: number
  version: number
  attributes: Map<string, AttributeValue>
}

/** An empty entry (version 0) that begins now, or one that continues `old` under a new id; `keep` also keeps its beginning and absolute end. */
export function newEntry(id: string, userId: string | null, lifetime: Lifetime, now: number, old?: Entry, keep = false): Entry {
  return {
    id,
    userId,
    createdAt: old && keep ? old.createdAt : now,
    idleMs: lifetime.idleMs,
    absoluteEnd: old && keep ? old.absoluteEnd : now + lifetime.absoluteMs,
    applied: new Map(old?.applied),
    lastSeenAt: now,
    version: old?.version ?? 0,
    attributes: new Map(old?.attributes),
  }
}

export function expiresAt(entry: Entry): number {
  return Math.min(entry.lastSeenAt + entry.idleMs, entry.absoluteEnd)
}

/** A copy that the caller cannot change the store through. `fromEntries` defines own properties, so "__proto__" is a key like any other. */
export function snapshot(entry: Entry): Session {
  const { id, userId, createdAt, lastSeenAt, version } = entry
  const attributes = Object.freeze(Object.fromEntries(entry.attributes))
  return Object.freeze({ id, userId, createdAt, lastSeenAt, expiresAt: expiresAt(entry), attributes, version })
}

/** Slides the idle end for a read: seldom, because in the other stores it costs a write. */
export function touch(entry: Entry, now: number): void {
  if (now - entry.lastSeenAt >= slideIntervalMs(entry.idleMs)) entry.lastSeenAt = now
}

/**
 * Applies a change once and slides the idle end.
 * @throws ChangeConflict, LimitExceeded or InvalidChange; then the entry is as it was.
 */
export function applyOnce(entry: Entry, change: Change, now: number): void {
  const fingerprint = fingerprintOf(change.steps)
  const earlier = entry.applied.get(change.id)
  if (earlier && earlier.at > now - APPLIED_MS) {
    if (earlier.fingerprint !== fingerprint) throw new ChangeConflict(change.id)
    return
  }
  const attributes = new Map(entry.attributes)
  applySteps(attributes, change.steps)
  entry.attributes = attributes
  entry.version += 1
  entry.lastSeenAt = now
  remember(entry, change.id, fingerprint, now)
}

/** Notes an applied change and forgets those older than ten minutes. */
function remember(entry: Entry, id: string, fingerprint: string, now: number): void {
  entry.applied.delete(id)
  entry.applied.set(id, { fingerprint, at: now })
  for (const [oldId, { at }] of entry.applied) {
    if (at > now - APPLIED_MS) break
    entry.applied.delete(oldId)
  }
}
