import { type ModeName, type Session, type SessionStore, StoreUnavailable } from '../index'

/** One call of a request to its session store, and what came of it. */
export type StoreCall = {
  /** The balancer's name for the request. */
  readonly requestId: string | null
  readonly mode: ModeName
  /** `read`, `change`, … */
  readonly call: string
  readonly ms: number
  /** The request's session after it; null: there is none. Not said by calls that tell nothing of it (`fence`, `list`), and by those that failed. */
  readonly session?: Session | null
  /** The store could not be reached. */
  readonly outage: boolean
}

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartStoreCall?: (call: StoreCall) => void }

/** Says who hears of every store call of every request; once, when the process starts (lab/traces). It must not throw. */
export function onStoreCall(listener: (call: StoreCall) => void): void {
  holder.__hopcartStoreCall = listener
}

/** The store calls of one request: how long they took, and whether the store was away. */
export class StoreCalls {
  /** The last failure of the store; for callers between us and whom something swallows errors (next-auth does). */
  outage: StoreUnavailable | undefined
  private spentMs = 0
  private readonly calls: string[] = []

  constructor(
    readonly store: SessionStore,
    private readonly request: Pick<StoreCall, 'requestId' | 'mode'>,
  ) {}

  /** `sees` answers what a result says of the request's session; undefined, and without it: nothing. */
  async do<T>(call: string, work: (store: SessionStore) => Promise<T>, sees?: (result: T) => Session | null | undefined): Promise<T> {
    const begun = performance.now()
    let session: Session | null | undefined
    let outage = false
    try {
      const result = await work(this.store)
      session = sees?.(result)
      return result
    } catch (error) {
      outage = error instanceof StoreUnavailable
      if (error instanceof StoreUnavailable) this.outage = error
      throw error
    } finally {
      const ms = performance.now() - begun
      this.spentMs += ms
      this.calls.push(call)
      holder.__hopcartStoreCall?.({ ...this.request, call, ms, outage, ...(session === undefined ? {} : { session }) })
    }
  }

  /** What they cost, as a Server-Timing header; null when there was none. */
  timing(): string | null {
    if (this.calls.length === 0) return null
    return `session;dur=${this.spentMs.toFixed(2)};desc="${this.store.name} ${this.calls.join(' ')}"`
  }
}
