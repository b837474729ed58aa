import type { ModeName } from '@/sessions/modes'
import type { SessionView } from './requests'
import type { StoreKind } from './stack'

/** `reader`: keeps nothing, asks the store each time. `proxy`: keeps nothing, and knows which replica does. `only`: nobody else knows it. */
export type Role = 'only' | 'primary' | 'backup' | 'proxy' | 'reader' | 'store' | 'cookie'

/** What one place says of the session. */
export type XRayView = {
  readonly place: { readonly replica: string } | { readonly store: StoreKind } | 'cookie'
  /** `unknown`: it answers, and there is no such session. `unreachable`: it does not answer, or cannot ask its store. */
  readonly state: 'known' | 'unknown' | 'unreachable'
  readonly role: Role
  readonly session:
    | (SessionView & {
        readonly cart: Readonly<Record<string, number>>
        readonly createdAt: number
        readonly lastSeenAt: number
        readonly expiresAt: number
      })
    | null
  /** How long it took to answer. */
  readonly ms: number
}

/** This browser's session in one mode, as every place sees it. `id` null: the browser presents none. */
export type XRay = { readonly mode: ModeName; readonly id: string | null; readonly at: number; readonly views: readonly XRayView[] }
