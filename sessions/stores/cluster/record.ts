import type { AttributeValue, Renewal } from '../../session'
import type { Digest } from './digest'
import type { Stamp } from './stamp'

/** What a change did to one attribute: set it, took it away, or counted it up or down (as far as its limit let it). */
export type Effect =
  | readonly [kind: 'set', key: string, value: AttributeValue]
  | readonly [kind: 'delete', key: string]
  | readonly [kind: 'add', key: string, by: number]

/** An accepted change. Replaying a session's operations in the order of their stamps gives the same attributes everywhere. */
export type Operation = {
  /** The id of the change: however often and wherever it was accepted, it counts once, until it is forgotten. */
  readonly id: string
  /** Up to where ids had been forgotten when it was accepted: one of the same id up to there is another operation, which counts too. */
  readonly after?: Stamp
  readonly stamp: Stamp
  readonly fingerprint: string
  /** When this member learned of it, by its own clock, in milliseconds since the epoch: for forgetting, never for ordering. */
  readonly at: number
  /** Null: it is part of the beginning already (it was applied to the session that this one was renewed from). */
  readonly effects: readonly Effect[] | null
}

/** What a session began with, and what has been folded into that since. */
export type Beginning = {
  readonly userId: string | null
  readonly createdAt: number
  readonly idleMs: number
  readonly absoluteEnd: number
  /** The id of the session that this one was renewed from. */
  readonly from: string | null
  readonly attributes: readonly (readonly [key: string, value: AttributeValue])[]
  readonly version: number
  /** What the renewal's own steps did to the cart that was taken over, until that is sure to stay here. */
  readonly steps: readonly Effect[] | null
  /** Where the session that this one was renewed from had come to: what happens here comes later. */
  readonly since: Stamp | null
  /** The last operation of the session before that need not be remembered here to be known as part of the attributes. */
  readonly covers: Stamp | null
  /** The last operation that was folded in; what comes before it is part of the attributes. */
  readonly through: Stamp | null
  /** Of the operations that were folded in. */
  readonly digest: Digest
}

/** A renewal: which session took this one's place, and the new token, sealed under the old one. */
export type Successor = {
  readonly id: string
  readonly stamp: Stamp
  readonly userId: string
  readonly sealedToken: string
  readonly grace: Renewal['grace']
  /** When the old token stops leading on, in milliseconds since the epoch. */
  readonly endsAt: number
}

/**
 * Another session inherited the cart that this one or one before it was renewed with, on the other side of a partition: which renewal
 * lost (where that session's `since` is), and what this one's cart begins with instead.
 */
export type Fork = { readonly at: Stamp; readonly cart: Beginning['attributes'] }

/**
 * A session as members hold and exchange it. Two versions of one session can always be merged, in any order and any number of times,
 * with the same result. Without a `beginning` it is a part: what a change adds, for members that have the rest.
 */
export type SessionRecord = {
  readonly beginning: Beginning | null
  readonly lastSeenAt: number
  /** The user's fence at sign-in; a session from before the current one has been ended by `endAll`. */
  readonly fence: number
  readonly fork: Fork | null
  /** Signed out, and to be remembered as such until then (milliseconds since the epoch); 0 while it lives. Nothing revives it. */
  readonly endedUntil: number
  readonly successor: Successor | null
  /** Renewed so long ago, with the knowledge of all members, that nothing of it is needed but that it was. */
  readonly isRetired: boolean
  /** In the order of their stamps. */
  readonly operations: readonly Operation[]
}
