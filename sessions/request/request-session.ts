import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import {
  type Change,
  LIFETIMES,
  type ModeName,
  type Renewal,
  type Renewed,
  type Session,
  type SessionStore,
  type Step,
  StoreUnavailable,
} from '../index'
import { arrived } from './arrival'
import { forgetToken, sendToken, sentToken } from './cookie'
import { requestMode } from './mode'
import { openedStores } from './opened-stores'

/** Set by sign-in when the shopper asked to stay signed in; decides whether the cookie outlives the browser. */
export const REMEMBER = 'remember'

/** The session of one request: its cookie on one side, its store on the other. The only writer of the session cookie. */
export class RequestSession {
  private session: Promise<Session | null> | undefined
  private spentMs = 0
  /** The last failure of the store; for callers between us and whom something swallows errors (next-auth does). */
  outage: StoreUnavailable | undefined
  private readonly calls: string[] = []
  private token: string | null

  constructor(
    readonly mode: ModeName,
    readonly store: SessionStore,
    /** What the browser sent; a retried request sends the same. */
    readonly sentToken: string | null,
    /** The balancer's name for this request; Next renders the page that an action redirects to under the same one. */
    readonly requestId: string | null,
  ) {
    this.token = sentToken
  }

  /** Reads it once per request; null for a visitor whom the store does not know. */
  read(): Promise<Session | null> {
    const { token } = this
    this.session ??=
      token === null ? Promise.resolve(null) : this.timed('read', () => this.store.read(token)).then((session) => this.presented(session))
    return this.session
  }

  /**
   * Applies a change, and makes the session where there is none (a guest gets one with the first change, not the first page).
   * 'moved': a sign-in has taken the cart meanwhile and the change is in it; the client reads again.
   */
  async change(change: Change): Promise<Session | 'moved'> {
    const changed = await this.changeKnown(change)
    if (changed) return changed
    const made = await this.timed('create', () => this.store.create({ change, lifetime: LIFETIMES.guest }))
    await this.adopt(made.token, made.session)
    return this.remember(made.session)
  }

  /** Applies a change that only makes sense on a session that is there; null when there is none (any more), and none is made. */
  async changeKnown(change: Change): Promise<Session | 'moved' | null> {
    const { token } = this
    const answer = token === null ? null : await this.timed('change', () => this.store.change(token, change))
    if (answer === 'moved' || answer === null) return answer
    if (answer.token) await this.adopt(answer.token, answer.session)
    return this.remember((await this.presented(answer.session)) ?? answer.session)
  }

  /** Taken before the password is checked. */
  fence(userId: string): Promise<string> {
    return this.timed('fence', () => this.store.fence(userId))
  }

  /** Signs in: binds the user, takes cart and steps over, sends the new token. Null: see {@link SessionStore.renew}. */
  async signIn(who: { userId: string; fence: string; steps: readonly Step[]; remember: boolean }): Promise<Renewed | null> {
    const renewal: Renewal = {
      userId: who.userId,
      fence: who.fence,
      steps: [...who.steps, who.remember ? { set: REMEMBER, value: 1 } : { delete: REMEMBER }],
      lifetime: who.remember ? LIFETIMES.keptSignedIn : LIFETIMES.signedIn,
      grace: 'powerless',
    }
    const renewed = await this.timed('renew', () => this.store.renew(this.token, renewal))
    if (renewed) await this.adopt(renewed.token, renewed.session)
    return renewed
  }

  /** Ends the session and answers its final state. The cookie goes only when the store has answered: an outage must not look like a sign-out. */
  async end(): Promise<Session | null> {
    const { token } = this
    const last = token === null ? null : await this.timed('end', () => this.store.end(token))
    this.token = null
    this.session = Promise.resolve(null)
    await forgetToken()
    return last
  }

  /** What this request's session calls cost, as a Server-Timing header; null when there was none. */
  timing(): string | null {
    if (this.calls.length === 0) return null
    return `session;dur=${this.spentMs.toFixed(2)};desc="${this.store.name} ${this.calls.join(' ')}"`
  }

  /** The browser has sent this session's token, so it has kept it: what waited for that is done. */
  private async presented(session: Session | null): Promise<Session | null> {
    const { token } = this
    if (!session || token === null) return session
    return arrived(session, this.requestId, async (change) => {
      const answer = await this.timed('change', () => this.store.change(token, change))
      return answer === null || answer === 'moved' ? null : answer.session
    })
  }

  private async adopt(token: string, session: Session): Promise<void> {
    this.token = token
    this.remember(session)
    const { userId, attributes } = session
    const lifetime = userId === null ? LIFETIMES.guest : attributes[REMEMBER] ? LIFETIMES.keptSignedIn : null
    await sendToken(token, lifetime?.absoluteMs ?? null)
  }

  private remember(session: Session): Session {
    this.session = Promise.resolve(session)
    return session
  }

  private async timed<T>(call: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now()
    try {
      return await work()
    } catch (error) {
      if (error instanceof StoreUnavailable) this.outage = error
      throw error
    } finally {
      this.spentMs += performance.now() - begun
      this.calls.push(call)
    }
  }
}

/** Opens the session of the current request from its cookie; nothing is read yet. */
export async function openRequestSession(): Promise<RequestSession> {
  const mode = await requestMode()
  const requestId = (await headers()).get('x-request-id')
  return new RequestSession(mode, openedStores().storeFor(mode), await sentToken(), requestId)
}

/** A change id for a change that nobody will repeat. */
export function newChangeId(): string {
  return randomUUID()
}
