import type { ModeName } from '@/sessions/modes'

/** A session as one request left it, or as one place sees it. The id is a hash, never the token. */
export type SessionView = {
  readonly id: string
  readonly signedIn: boolean
  /** The account's name, where it could be looked up. */
  readonly user: string | null
  readonly cartCount: number
  readonly version: number
}

/** One request of this browser, as the replica that answered saw it. */
export type RequestRecord = {
  /** nginx's id of it; the same in `X-Hopcart-Way`. */
  readonly id: string
  /** When it reached the replica. */
  readonly at: number
  readonly replica: string
  readonly mode: ModeName
  /** 1, unless the page spoke for another of its shoppers. */
  readonly shopper: number
  readonly method: string
  /** The path, without its query. */
  readonly route: string
  readonly status: number
  readonly prefetch: boolean
  readonly totalMs: number
  /** In the session store; null when it was not asked. */
  readonly storeMs: number | null
  /** `['read', 'change']` */
  readonly calls: readonly string[]
  /** Whether the browser presented a session cookie. */
  readonly presented: boolean
  /** The session after the request; null: unknown here, or not asked for (`calls` is empty then). */
  readonly session: SessionView | null
  /** The store could not be reached. */
  readonly outage: boolean
}

/** Something that one replica sent another one about a session of this browser. */
export type Frame = {
  readonly at: number
  readonly mode: ModeName
  readonly from: string
  readonly to: string
  /** `forward`: a call for the one that decides · `replicate`: a change for a holder · `acknowledge` · `fetch` · `other` */
  readonly kind: 'forward' | 'replicate' | 'acknowledge' | 'fetch' | 'other'
  /** Until its answer; null where none is waited for. */
  readonly ms: number | null
  /** Whether it was answered (true where none is waited for). */
  readonly ok: boolean
  /** The session's id. */
  readonly session: string
}
