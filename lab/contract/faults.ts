import type { SetKind, StoreKind } from './stack'

export type FaultOrder =
  | { readonly kind: 'crash' | 'pause' | 'drain'; readonly replica: string }
  | { readonly kind: 'cut'; readonly between: readonly [string, string] }
  | { readonly kind: 'slow-store'; readonly store: StoreKind; readonly ms: number }
  | { readonly kind: 'stop-store'; readonly store: StoreKind }
  /** `server`: a master's name; without it the one that keeps the session at hand, or the first. In a {@link Fault} it is always there. */
  | { readonly kind: 'crash-master'; readonly store: SetKind; readonly server?: string | undefined }
  | { readonly kind: 'delay-replication'; readonly ms: number }

/** A fault, and how it ended. */
export type Fault = FaultOrder & {
  readonly id: string
  readonly began: number
  /** When it is undone by itself. */
  readonly ends: number
  /** When it was undone; null: it is still on. */
  readonly undone: number | null
  /** From then until everything concerned worked again, as measured; null: not yet. */
  readonly healedMs: number | null
}

/** How long a fault lasts at most. */
export const FAULT_MS = 60_000
