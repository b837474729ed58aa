/**
 * The vocabulary of the session layer: what a session is, how it changes, and what every store must do.
 *
 * @module
 */

import type { LocalPlace, Measure, NearCacheCounters, Outage, StoreServers } from './inspection'

/** An attribute's value: text without U+0000, or a safe integer. */
export type AttributeValue = string | number

/**
 * One session as a store knows it. Times are milliseconds since the epoch by the store's clock.
 * The cart is the attributes `cart:<productId>` with the quantity as value.
 */
export type Session = {
  /** `<tag>.<SHA-256 of the token, base64url>`; safe to log and to show, unlike the token. */
  readonly id: string
  readonly userId: string | null
  readonly createdAt: number
  readonly lastSeenAt: number
  /** The earlier of the idle and the absolute end. */
  readonly expiresAt: number
  readonly attributes: Readonly<Record<string, AttributeValue>>
  /** 1 at creation, one more with every applied change; reads and touches leave it alone. */
  readonly version: number
}

/**
 * One atomic step on an attribute.
 * - `add` counts up or down; an absent attribute counts as 0, and a counter at or below 0 is removed.
 *   With `max`, a result above it is refused ({@link LimitExceeded}, the default) or clamped to it; a negative `by` is never refused.
 */
export type Step =
  | { readonly set: string; readonly value: AttributeValue }
  | { readonly delete: string }
  | { readonly add: string; readonly by: number; readonly max?: number; readonly over?: 'refuse' | 'clamp' }

/**
 * All of `steps`, or none. `id` makes it idempotent: a store applies it once within ten minutes, whatever is retried.
 * The same id with other steps is a {@link ChangeConflict}; limits (`max`, `over`) may differ between tries,
 * since they are the caller's circumstances (the stock has moved) and not what was asked.
 * `durable`: not to be lost when the store fails over. A store whose copies follow later answers only when one has it; others need no more than
 * they do for every change. Like a limit it is the caller's circumstance.
 */
export type Change = { readonly id: string; readonly steps: readonly Step[]; readonly durable?: boolean }

/** How long a session lives, in milliseconds: without a request, and in all. */
export type Lifetime = { readonly idleMs: number; readonly absoluteMs: number }

/** The state of a session after a call, and the token when the cookie must change. */
export type Answer = { readonly session: Session; readonly token?: string }

/** A session about to be made, with its first change. `fence` is needed with a `userId`. */
export type Draft = {
  readonly change: Change
  readonly lifetime: Lifetime
  readonly userId?: string
  readonly fence?: string
}

export type Renewal = {
  readonly userId: string
  /** From {@link SessionStore.fence}, taken before the password was checked. */
  readonly fence: string
  /** Applied to the attributes that were taken over, in the same atomic step (`over: 'clamp'` is the sensible choice here). */
  readonly steps: readonly Step[]
  readonly lifetime: Lifetime
  /** Ends the user's oldest sessions beyond this number, the new one included in the count. */
  readonly maxSessions?: number
  /**
   * What the old token may still do for 30 s. `powerless` (sign-in): changes to cart keys, answered 'moved'; it reads as nothing.
   * `full` (periodic renewal of one's own session): it reads and changes too, and createdAt and the absolute end stay.
   */
  readonly grace: 'powerless' | 'full'
  /**
   * Only a live session of this very user is renewed, the token's own or one behind a full alias of it; else null, and none is made.
   * For renewals that nobody gives a password for: a session that has ended meanwhile must not come back by one.
   */
  readonly onlyLive?: boolean
}

/** What a renewal answers: the new session and token, and the old session's last state (the same on a repeat). */
export type Renewed = Required<Answer> & { readonly before: Session | null }

/**
 * A place to keep sessions. Every call is bounded in time and throws {@link StoreUnavailable} when the place cannot be reached;
 * `null` always means unknown, ended or expired, never "could not tell".
 */
export interface SessionStore {
  /** For messages, logs and Server-Timing: `memory`, `redis`, … */
  readonly name: string
  /** Makes a session; always answers a token. Throws {@link FenceMoved} when the draft's fence is not the user's current one. */
  create(draft: Draft): Promise<Required<Answer>>
  /**
   * Reads by token and slides the idle end, at most once per min(60 s, idle / 10).
   * @param atLeast the version of this very session that its client has been shown. Only with it a store may answer from its near-cache, and never
   * with an older version; without it the answer is what the store's place holds. Stores without a near-cache need it for nothing.
   */
  read(token: string, atLeast?: number): Promise<Session | null>
  /** Reads by id for the Lab and for operators: never slides the expiry. */
  peek(id: string): Promise<Session | null>
  /**
   * Only in a store without a place, whose token holds the session itself: the token anew with the idle end moved on, null when that is not
   * due (at most once per min(60 s, idle / 10)) or the token is nobody's. There `read` cannot slide, and what it answers is what the token says.
   */
  slide?(token: string): Promise<Required<Answer> | null>
  /** Applies a change once. 'moved': applied to the session that the sign-in made of this one; the client reads again with its new cookie. */
  change(token: string, change: Change): Promise<Answer | 'moved' | null>
  /** The user's current fence, to be taken before the password is checked. */
  fence(userId: string): Promise<string>
  /**
   * Signs in, as one atomic and repeatable step: a new token (with the old one's tag), attributes taken over and `steps` applied, the user bound, the old token dead.
   * `null`: the fence has moved, or the token is (an alias of) somebody else's session. An unknown token, or none, gives a new session,
   * unless the renewal is `onlyLive`.
   */
  renew(token: string | null, renewal: Renewal): Promise<Renewed | null>
  /** Ends a session and answers its final state, every acknowledged change included, so that sign-out can save that very cart. */
  end(which: string | { readonly id: string }): Promise<Session | null>
  /** A user's live sessions, newest first. */
  list(userId: string): Promise<Session[]>
  /** Ends all of a user's sessions but `exceptId`, moves the fence, and answers how many ended. */
  endAll(userId: string, exceptId?: string): Promise<number>
  /** Can it be reached now? Never throws. */
  ready(): Promise<boolean>
  /** For the Lab, where sessions are in this process's memory: what is there. */
  readonly local?: LocalPlace
  /** For the Lab, where sessions are in a server: what that holds, at most two seconds old. @throws StoreUnavailable */
  measure?(): Promise<Measure>
  /**
   * For the Lab, where sessions are in several servers of which another one takes over: who is what now, and who keeps the session of that
   * id. Null while no server has ever said. Takes half a second at most, and is at most half a second old.
   */
  servers?(id: string | null): Promise<StoreServers | null>
  /** Only where the store has a near-cache and it is on. */
  readonly nearCache?: () => NearCacheCounters
  /**
   * Where the store connects by itself after it has lost its server: says each time that there is a connection again, perhaps to another server.
   * Whoever keeps calls away meanwhile need not ask now and then.
   */
  onConnected?(listener: () => void): void
  /** For operators and the Lab, where a server that is away is left alone until it is back: how that is. */
  outage?(): Outage
  /** Releases connections and timers; calling it again is harmless. */
  close(): Promise<void>
}

/** What every store is given beside its address. */
export type StoreOptions = {
  /** Keys that a powerless alias may still change. */
  readonly aliasKeyPrefix?: string
  /** Added to the store's clock, in milliseconds; for tests of expiry. */
  readonly clockOffsetMs?: () => number
}

/** Defaults that all stores share. */
export const DEFAULT_ALIAS_KEY_PREFIX = 'cart:'
/** Longer than the balancer's 15 s read time-out, so that a retried sign-in still finds its answer. */
export const ALIAS_MS = 30_000
/** How long a session remembers the ids of applied changes. */
export const APPLIED_MS = 10 * 60_000
