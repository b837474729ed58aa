/** What the members of a cluster need of the world: calls to each other, and time. Tests put a simulated one in its place. */
export interface Network {
  /** Asks the member at an address; rejects when it does not answer in time. */
  call(address: string, message: unknown, timeoutMs?: number): Promise<unknown>
  /** Says something that needs no answer; it may get lost. */
  tell(address: string, message: unknown): void
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
  /** Calls after so many milliseconds, unless what it answers is called before; never keeps a process alive. */
  timer(ms: number, run: () => void): () => void
}

/** The process's own clock. */
export const CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
  timer: (ms, run) => {
    const timer = setTimeout(run, ms).unref()
    return () => clearTimeout(timer)
  },
}
