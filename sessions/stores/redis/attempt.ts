/** A wait for a connection, for all callers together. */
export class Attempt {
  readonly promise: Promise<void>
  #settle: (error?: Error) => void = () => undefined

  /** @param since the tick in which it began */
  constructor(readonly since: number) {
    this.promise = new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve())
    })
    // Nobody may be waiting any more.
    this.promise.catch(() => undefined)
  }

  /** Ends it, without an error where there is a connection now. */
  settle(error?: Error): void {
    this.#settle(error)
  }
}
