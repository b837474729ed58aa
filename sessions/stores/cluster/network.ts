/** What the members of a cluster need of the world: calls to each other, and time. Tests put a simulated one in its place. */
export interface Network {
  /** Asks the member at an address; rejects when it does not answer in time. */
  call(address: string, message: unknown, timeoutMs?: number): Promise<unknown>
  /** What answers the calls of others. */
  handle(handler: (message: unknown) => Promise<unknown>): void
  /** Whether a fresh connection to the address is answered: confirms or clears a suspicion. */
  probe(address: string): Promise<boolean>
}

export interface Clock {
  /** Milliseconds that never go back, for time-outs. */
  now(): number
  /** Resolves after so many milliseconds; never keeps a process alive. */
  sleep(ms: number): Promise<void>
}

/** The process's own clock. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
}
