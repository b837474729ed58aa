import type { Fault, FaultOrder, Frame, LabState, SessionView, ThiefReport } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'

/** Something that one person would call wrong, in a few words: "signed out", "cart vanished", "answered by C after B failed". */
export type Anomaly = {
  readonly kind: 'signed-out' | 'cart-vanished' | 'stale-read' | 'retried' | 'refused' | 'lost'
  readonly text: string
}

/** One try of the balancer. */
export type Try = { readonly replica: string | null; readonly status: number | null }

/** A request of this browser as the page knows it: sent by the page itself, or reported by a replica (other tabs, page loads, prefetches). */
export type Observation = {
  /** The balancer's id of the request; `own-7` until that is known. */
  readonly key: string
  /** When it began, in milliseconds since the epoch. */
  readonly at: number
  /** When its answer was there; null: not yet. */
  readonly answeredAt: number | null
  readonly mode: ModeName
  readonly shopper: number
  readonly method: string
  readonly route: string
  /** What the page calls it: "sign in", "add to cart". */
  readonly label: string | null
  /** Whether this page sent it. */
  readonly own: boolean
  readonly pending: boolean
  /** Who answered; null: no replica did. */
  readonly replica: string | null
  /** Null: no answer. */
  readonly status: number | null
  readonly prefetch: boolean
  /** As this page measured it, for its own; else as the replica did. */
  readonly totalMs: number | null
  readonly storeMs: number | null
  readonly calls: readonly string[]
  /** Whether it brought a session cookie along. */
  readonly presented: boolean
  /** The session after it; null: there was none, or it is unknown there; undefined: not known (yet). */
  readonly session: SessionView | null | undefined
  readonly outage: boolean
  /** Of the balancer, for the page's own. */
  readonly tries: readonly Try[]
  readonly anomalies: readonly Anomaly[]
}

/** What the Lab's page shows. Observations and frames are oldest first, and the last few hundred. */
export type LabView = {
  readonly mode: ModeName
  readonly state: LabState | null
  /** No replica has answered the page for some seconds. */
  readonly isStale: boolean
  readonly observations: readonly Observation[]
  readonly frames: readonly Frame[]
}

export type Call = {
  /** @default 'GET' */
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** As a client that has none, and takes none: `Set-Cookie` of the answer is nobody's. */
  readonly withoutCookies?: boolean
  /** For which of the page's shoppers. @default 1 */
  readonly shopper?: number
  readonly label?: string
  /** @default 20,000: longer than the balancer waits */
  readonly timeoutMs?: number
}

/** `status` null: no answer came. `json` null: none, or not readable. */
export type Answered = { readonly observation: Observation; readonly status: number | null; readonly json: unknown }

type Shopper = { readonly shopper?: number }

/** The Lab's page as its parts use it: the one place that asks the server. */
export interface Lab {
  subscribe(listener: () => void): () => void
  view(): LabView
  /** Asks for the state about once a second while the page is visible, and soon after each own request, until what it answers is called. */
  start(): () => void
  /** Asks for the state once. */
  refresh(): Promise<void>
  setMode(mode: ModeName): void
  /** Forgets what was observed. */
  clear(): void
  /** Sends a request in the mode at hand, and never throws for what comes of it. */
  send(call: Call): Promise<Answered>
  add(productId: string, options?: Shopper & { readonly quantity?: number; readonly key?: string }): Promise<Answered>
  session(options?: Shopper): Promise<Answered>
  cart(options?: Shopper): Promise<Answered>
  /** @param who the demo account unless given */
  signIn(who?: { readonly email: string; readonly password: string }, options?: Shopper): Promise<Answered>
  signOut(options?: Shopper): Promise<Answered>
  /** @throws LabProblem */
  break(order: FaultOrder): Promise<Fault>
  /** Undoes one fault, or all. @throws LabProblem */
  heal(id?: string): Promise<readonly Fault[]>
  /** A sealed copy of the session cookie; null when there is none. @throws LabProblem */
  steal(): Promise<string | null>
  /** @throws LabProblem */
  tryLoot(loot: string): Promise<ThiefReport>
}

/** The Lab was told no, or nothing: `message` says what to do. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem'
  constructor(
    readonly detail: string,
    readonly status: number | null,
  ) {
    super(detail)
  }
}
