import type { Session, SessionStore } from '../index'
import { pageSessions } from './page-sessions'
import { cookiesOfTheEnded, cookiesShowing, sendCookies, versionShown } from './shown-version'

type Request = { readonly store: SessionStore; readonly requestId: string | null; readonly isBearer: boolean; readonly isChange: boolean }

/**
 * What a request shows of its session, and says of it to its client, where replicas read from near-caches; elsewhere it does nothing. A client that holds
 * its token itself is told nothing and reads past them. So does everybody without a balancer, which names requests; and so does what changes
 * something, which may be in the database, where nobody asks the store again: a session that has ended elsewhere changes nothing.
 */
export class Showing {
  readonly #requestId: string | null
  readonly #isChange: boolean

  constructor({ store, requestId, isBearer, isChange }: Request) {
    this.#requestId = store.nearCache && !isBearer ? requestId : null
    this.#isChange = isChange
  }

  /** A page shows what has been read for it at the door, which has said so. @param id that the token names */
  read(id: string | undefined, read: () => Promise<Session | null>): Promise<Session | null> {
    const page = this.#page
    if (!page || id === undefined) return read()
    const known = page.get(id) ?? read()
    page.set(id, known)
    return known
  }

  /** The version that the client has been shown; undefined: only the store itself may answer. */
  async atLeast(id: string | undefined): Promise<number | undefined> {
    return this.#requestId === null || this.#isChange || id === undefined ? undefined : versionShown(id)
  }

  /** This was read, and is shown; of pages the door says so, since nothing that renders may set a cookie (nor one that the door does not know any more). */
  async hasRead(session: Session | null): Promise<void> {
    if (session && !this.#page) await this.hasMade(session).catch(() => undefined)
  }

  /** This is what a change, or (`isNew`) a new token has made of the session. Route handlers and server actions only. */
  async hasMade(session: Session, { isNew = false } = {}): Promise<void> {
    if (this.#requestId === null) return
    this.#page?.set(session.id, Promise.resolve(session))
    await sendCookies(await cookiesShowing(session, { isNew }))
  }

  /** What was read for the page is so no more: it reads again. */
  isOver(id: string | undefined): void {
    if (id !== undefined) this.#page?.delete(id)
  }

  /** The session has been ended by its client. Route handlers and server actions only. */
  async hasEnded(id: string | undefined): Promise<void> {
    if (this.#requestId === null) return
    if (id !== undefined) this.#page?.set(id, Promise.resolve(null))
    await sendCookies(await cookiesOfTheEnded())
  }

  get #page() {
    return this.#requestId === null ? undefined : pageSessions(this.#requestId)
  }
}
