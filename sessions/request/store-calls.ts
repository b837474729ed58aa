import { type SessionStore, StoreUnavailable } from '../index'

/** The store calls of one request: how long they took, and whether the store was away. */
export class StoreCalls {
  /** The last failure of the store; for callers between us and whom something swallows errors (next-auth does). */
  outage: StoreUnavailable | undefined
  private spentMs = 0
  private readonly calls: string[] = []

  constructor(readonly store: SessionStore) {}

  async do<T>(call: string, work: (store: SessionStore) => Promise<T>): Promise<T> {
    const begun = performance.now()
    try {
      return await work(this.store)
    } catch (error) {
      if (error instanceof StoreUnavailable) this.outage = error
      throw error
    } finally {
      this.spentMs += performance.now() - begun
      this.calls.push(call)
    }
  }

  /** What they cost, as a Server-Timing header; null when there was none. */
  timing(): string | null {
    if (this.calls.length === 0) return null
    return `session;dur=${this.spentMs.toFixed(2)};desc="${this.store.name} ${this.calls.join(' ')}"`
  }
}
