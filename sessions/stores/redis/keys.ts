/**
 * Every key that this store has in Redis, and every field with a meaning.
 *
 * | key | type | holds | until |
 * | --- | --- | --- | --- |
 * | `s:{tag}:hash` | hash | a session, or for 30 s the alias that a renewal left | its expiry |
 * | `a:{tag}:change` | string | fingerprint and time of an applied change | ten minutes |
 * | `{u:user}:sessions` | sorted set | a user's session ids by their absolute end | the last absolute end |
 * | `{u:user}:fence` | string | a user's fence, absent while it is '0' | a day after `endAll` |
 * | `{u:user}:begun` | sorted set | cluster: ids of sessions that may not be there yet, by the time they were admitted | a minute |
 * | `b:{tag}:hash` | string | cluster: this session must not begin any more | a minute |
 * | `w`, cluster: `w0`… or `w{tag}` | string | nothing: what a call that must reach a copy writes last | a second |
 *
 * What belongs to one session shares the tag that `renew` keeps, so it lies in one slot of a cluster, and applied changes
 * move with a renewal without being touched. A string per change expires by itself (before Redis 7.4 fields of a hash cannot),
 * and reads stay small. An idle session costs one key.
 *
 * In a session's hash an attribute's name has a dot before it, and the store's own fields have none: nothing collides.
 *
 * @module
 */
import { tagOf } from '../../token'

/** `version createdAt lastSeenAt idleMs absoluteEnd`; of an alias `> newHash grace until`. One field below 64 bytes keeps the hash a listpack. */
export const HEADER = 'h'
/** `<microseconds when bound> <userId>`; absent for a guest. The first part orders sessions of the same millisecond. */
export const OWNER = 'u'
/** Of an alias: the header that the session had before. */
export const HEADER_BEFORE = 'b'
/** Of an alias: the new token, sealed under the old one. */
export const SEALED = 's'
/** Of an answer only: the id of the session that an alias led to, or of a listed one. */
export const ID = 'i'

/** Keys of sessions begin with the first, and those of the near-cache's heartbeats with the second; no others do. */
export const SESSION_PREFIX = 's:{'
export const BEAT_PREFIX = 'n:{'
/** Of a master with copies: written by each call that waits for one. */
export const MARK = 'w'

/** Where a session is kept; for ids from {@link idOf} and others of that shape only. */
export function sessionKey(id: string): string {
  const tag = tagOf(id)
  return `${SESSION_PREFIX}${tag}}:${id.slice(tag.length + 1)}`
}

/** The id of the session that is kept at a key; undefined for other keys. */
export function idOfKey(key: string): string | undefined {
  const [, tag, hash] = /^s:\{([\w-]{8})\}:([\w-]+)$/.exec(key) ?? []
  return tag && hash ? `${tag}.${hash}` : undefined
}

/** Where an applied change of a session, and of all its renewals, is remembered. */
export function appliedKey(id: string, changeId: string): string {
  return `a:{${tagOf(id)}}:${changeId}`
}

export function fenceKey(userId: string): string {
  return `{u:${userId}}:fence`
}

export function indexKey(userId: string): string {
  return `{u:${userId}}:sessions`
}

/** A heartbeat of a near-cache: a key of its own for each, in the slot of the tag. */
export function beatKey(tag: string, name: string): string {
  return `${BEAT_PREFIX}${tag}}:${name}`
}

/** Where it is known, for a minute, that a session was admitted and may be about to begin. */
export function begunKey(userId: string): string {
  return `{u:${userId}}:begun`
}

/** What bars a session from beginning. */
export function barKey(id: string): string {
  const tag = tagOf(id)
  return `b:{${tag}}:${id.slice(tag.length + 1)}`
}
