/** What the Lab's page and its parts share: the requests of this browser, and the object by which they are sent and watched. */
import type { Fault, FaultOrder, Frame, LabState, SessionView, ThiefReport } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'

/** A request of this browser as the page knows it: sent by this page, or reported by a replica (other tabs, page loads, prefetches). */
export type Observation = {
  readonly key: string
  readonly at: number
  readonly mode: ModeName
  readonly shopper: number
  readonly method: string
  readonly route: string
  readonly label: string | null
  readonly own: boolean
  readonly pending: boolean
  readonly replica: string | null
  readonly status: number | null
  readonly prefetch: boolean
  readonly totalMs: number | null
  readonly storeMs: number | null
  readonly calls: readonly string[]
  readonly presented: boolean
  readonly session: SessionView | null | undefined
  readonly outage: boolean
  readonly tries: readonly { replica: string | null; status: number | null }[]
  readonly anomalies: readonly Anomaly[]
}
export type Anomaly = { kind: 'signed-out' | 'cart-vanished' | 'stale-read' | 'retried' | 'refused' | 'lost'; text: string }
export type LabView = {
  mode: ModeName
  state: LabState | null
  isStale: boolean
  observations: readonly Observation[]
  frames: readonly Frame[]
}
export interface Lab {
  subscribe(listener: () => void): () => void
  view(): LabView
  start(): () => void
  refresh(): Promise<void>
  setMode(mode: ModeName): void
  clear(): void
  send(call: {
    method?: string
    path: string
    body?: unknown
    form?: Record<string, string>
    headers?: Record<string, string>
    shopper?: number
    label?: string
    timeoutMs?: number
  }): Promise<Answered>
  add(productId: string, options?: { quantity?: number; shopper?: number; key?: string }): Promise<Answered>
  session(options?: { shopper?: number }): Promise<Answered>
  cart(options?: { shopper?: number }): Promise<Answered>
  signIn(who?: { email: string; password: string }, options?: { shopper?: number }): Promise<Answered>
  signOut(options?: { shopper?: number }): Promise<Answered>
  break(order: FaultOrder): Promise<Fault>
  heal(id?: string): Promise<readonly Fault[]>
  steal(): Promise<string | null>
  useLoot(loot: string): Promise<ThiefReport>
}
export type Answered = { readonly observation: Observation; readonly status: number | null; readonly json: unknown }
