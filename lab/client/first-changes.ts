/**
 * A visitor's first change brings the session cookie; two at once would bring two sessions. The cookie is HttpOnly, so the changes of a shopper in
 * a mode take turns until one of them was answered, in all tabs; afterwards they run at once, as people's tabs do.
 */
export class FirstChanges {
  readonly #settled = new Set<string>()

  async inTurn<T extends { readonly status: number | null }>(mode: string, shopper: number, work: () => Promise<T>): Promise<T> {
    const who = `${mode} ${shopper}`
    if (this.#settled.has(who) || !navigator.locks) return work()
    return navigator.locks.request(`hopcart-first-change ${who}`, async () => {
      const answer = await work()
      if (answer.status !== null && answer.status < 300) this.#settled.add(who)
      return answer
    }) as Promise<T>
  }

  /** To be called when a cookie may have gone. */
  forget(mode: string, shopper: number): void {
    this.#settled.delete(`${mode} ${shopper}`)
  }
}
