import {
  type Answer,
  type Change,
  LIFETIMES,
  type ModeName,
  type Renewal,
  type Renewed,
  type Session,
  type SessionStore,
  type Step,
} from '../index'
import { idNamedBy } from '../token'
import { arrived } from './arrival'
import { unknownToken } from './bearer'
import { BY_COOKIE, type Carrier } from './carrier'
import { type Client, clientSteps, differenceOf } from './client'
import { logSecurity, logSecurityOnce, type SecurityEvent, type SecurityFacts } from './security-log'
import { sessionSettings } from './settings'
import { Showing } from './showing'
import { StoreCalls } from './store-calls'
import { cookieLifeMs, isKept, isTokenOld, REMEMBER, tokenMadeNow } from './token-age'

/** What a request brings. */
export type Request = {
  readonly mode: ModeName
  readonly store: SessionStore
  /** What the client sent; a retried request sends the same. */
  readonly sentToken: string | null
  /** How it came, and how another one gets back. @default by cookie */
  readonly carrier?: Carrier
  /** The balancer's name for this request; Next renders the page that an action redirects to under the same one. */
  readonly requestId: string | null
  readonly client: Client
  /** Whether it changes something. @default false */
  readonly isChange?: boolean
}

/** The session of one request: its token's way on one side, its store on the other. The only writer of the session cookie. */
export class RequestSession {
  readonly mode: ModeName
  readonly requestId: string | null
  readonly client: Client
  readonly calls: StoreCalls
  private readonly carrier: Carrier
  private readonly showing: Showing
  private session: Promise<Session | null> | undefined
  private token: string | null

  constructor({ mode, store, sentToken, carrier = BY_COOKIE, requestId, client, isChange = false }: Request) {
    this.mode = mode
    this.carrier = carrier
    this.requestId = requestId
    this.client = client
    this.calls = new StoreCalls(store, { requestId, mode })
    this.token = sentToken
    this.showing = new Showing({ store, requestId, isBearer: this.isBearer, isChange })
  }

  /** Whether the client holds its token itself and sends it by `Authorization: Bearer`. */
  get isBearer(): boolean {
    return this.carrier.name === 'header'
  }

  /** The token that such a client has to use from now on, for the header `Session-Token` of the answer; null: the one that it sent. */
  get freshToken(): string | null {
    return this.carrier.fresh
  }

  /** For a call that found no session: a client that names one itself is told so, and a browser is a guest. @throws BearerRefused 401 */
  refuseUnknown(): void {
    if (this.isBearer && this.token !== null) throw unknownToken()
  }

  /**
   * Reads it once per request; null for a visitor whom the store does not know ({@link refuseUnknown}). Under the token of a signed-in session another
   * client than the one that signed in gets a guest's view: the cart, and nobody's name. Signing in again gives the rest back.
   */
  async read(): Promise<Session | null> {
    const session = await this.whole()
    if (!session) this.refuseUnknown()
    return session && (await this.isOtherClient()) ? { ...session, userId: null } : session
  }

  /** Whether the token came from another client than the one that signed in: it may be stolen. */
  async isOtherClient(): Promise<boolean> {
    const session = await this.whole()
    const difference = session?.userId ? differenceOf(session, this.client) : null
    if (!session || difference === null) return false
    const { browser, network } = this.client
    this.log('other-client', { difference, user: session.userId ?? undefined }, `${session.id} ${browser} ${network}`)
    return true
  }

  /** The session as the store has it, whoever asks: for what ends or replaces it. */
  whole(): Promise<Session | null> {
    const { token } = this
    this.session ??= token === null ? Promise.resolve(null) : this.showing.read(this.id, () => this.readStore(token))
    return this.session
  }

  /** As it is now, without sliding its end; null for an unknown one. */
  async peek(): Promise<Session | null> {
    const { id, token } = this
    if (id === undefined) this.refuseUnknown()
    if (id === undefined || token === null) return null
    // Where the token holds the session, no id leads to it, and reading slides nothing.
    const session = await this.calls.do('peek', (store) => (store.slide ? store.read(token) : store.peek(id)), asRead)
    if (!session) this.refuseUnknown()
    return session
  }

  /**
   * Applies a change, and makes the session where there is none (a guest gets one with the first change, not the first page).
   * 'moved': a sign-in has taken the cart meanwhile and the change is in it; the client reads again.
   */
  async change(change: Change): Promise<Session | 'moved'> {
    const changed = await this.changeKnown(change)
    if (changed) return changed
    this.refuseUnknown()
    const made = await this.calls.do('create', (store) => store.create({ change, lifetime: LIFETIMES.guest }), asAnswered)
    await this.adopt(made.token, made.session)
    return made.session
  }

  /** Applies a change that only makes sense on a session that is there; null when there is none (any more), and none is made. */
  async changeKnown(change: Change): Promise<Session | 'moved' | null> {
    const { token } = this
    const answer = token === null ? null : await this.calls.do('change', (store) => store.change(token, change), asChanged)
    if (answer === 'moved' || answer === null) {
      this.showing.isOver(this.id)
      return answer
    }
    if (answer.token) await this.adopt(answer.token, answer.session)
    const session = this.keep((await this.presented(answer.session)) ?? answer.session)
    await this.showing.hasMade(session)
    return session
  }

  /** Taken before the password is checked. */
  fence(userId: string): Promise<string> {
    return this.calls.do('fence', (store) => store.fence(userId))
  }

  /** Signs in: binds the user and the client, takes cart and steps over, sends the new token. Null: see {@link SessionStore.renew}. */
  signIn(who: { userId: string; fence: string; steps: readonly Step[]; remember: boolean }): Promise<Renewed | null> {
    const kept: Step = who.remember ? { set: REMEMBER, value: 1 } : { delete: REMEMBER }
    return this.renew({ ...who, steps: [...who.steps, kept, ...clientSteps(this.client, { moves: this.isBearer })], grace: 'powerless' })
  }

  /**
   * Gives the signed-in session a new token. `powerless`: the old one is dead at once (after a change of password); `full`: it works
   * for another 30 s, for requests that are under way. Null, and nothing is made, when the session has ended meanwhile or the fence has moved.
   */
  async renewToken({
    grace,
    fence,
    steps = [],
  }: Pick<Renewal, 'grace'> & Partial<Pick<Renewal, 'fence' | 'steps'>>): Promise<Renewed | null> {
    const current = await this.read()
    if (!current?.userId) return null
    const { userId } = current
    return this.renew({ userId, fence: fence ?? (await this.fence(userId)), steps, remember: isKept(current), grace, onlyLive: true })
  }

  /** Renews the token of a kept session that is old enough: a stolen copy is then good only until its owner comes again. */
  async renewTokenIfOld(): Promise<void> {
    if (!isTokenOld(await this.read())) return
    const renewed = await this.renewToken({ grace: 'full' })
    if (renewed) this.log('token-renewed', { before: renewed.before?.id })
  }

  /** Ends the session and answers its final state. The cookie goes only when the store has answered: an outage must not look like a sign-out. */
  async end(): Promise<Session | null> {
    const { token } = this
    const asEnded = () => null
    const last = token === null ? null : await this.calls.do('end', (store) => store.end(token), asEnded)
    await this.showing.hasEnded(this.id)
    this.token = null
    this.session = Promise.resolve(null)
    await this.carrier.forget()
    return last
  }

  /**
   * For who is to end a session and finds none: a first try may have ended it and failed, because no copy had that in time, and a failover would
   * bring it back. Answers when that cannot be. The cookie stays: it may be a new one by now, which a sign-in has sent meanwhile.
   */
  async makeSureOfEnd(): Promise<void> {
    const { token } = this
    if (token !== null) await this.calls.do('end', (store) => store.end(token))
  }

  /** Writes a line of the security log about this request; with a `key`, at most once a minute. */
  log(event: SecurityEvent, facts: SecurityFacts = {}, key?: string): void {
    const { mode, requestId: request, client, id: session } = this
    const line = { mode, request, session, client, ...(this.isBearer ? { by: 'bearer' } : {}), ...facts }
    if (key === undefined) logSecurity(event, line)
    else logSecurityOnce(`${event} ${key}`, event, line)
  }

  /** The id of the session that the token names, whether there is one or not. */
  private get id(): string | undefined {
    return this.token === null ? undefined : idNamedBy(this.token)
  }

  private async renew({ remember, steps, ...who }: Omit<Renewal, 'lifetime'> & { remember: boolean }): Promise<Renewed | null> {
    const { kept, signedIn, maxSessions } = sessionSettings()
    const limit = maxSessions === undefined ? {} : { maxSessions }
    const renewal: Renewal = { ...who, ...limit, steps: [...steps, tokenMadeNow()], lifetime: remember ? kept : signedIn }
    const renewed = await this.calls.do('renew', (store) => store.renew(this.token, renewal), asRenewed)
    if (renewed) await this.adopt(renewed.token, renewed.session)
    return renewed
  }

  private async readStore(token: string): Promise<Session | null> {
    const { id } = this
    const atLeast = await this.showing.atLeast(id)
    const read = await this.calls.do('read', (store) => store.read(token, atLeast), asRead)
    if (!read) this.log('unknown-token', {}, id ?? 'malformed')
    const session = await this.slid(await this.presented(read))
    await this.showing.hasRead(session)
    return session
  }

  /** The client has sent this session's token, so it has kept it: what waited for that is done. (By the proxy where that takes a new cookie.) */
  private async presented(session: Session | null): Promise<Session | null> {
    const isSealed = Boolean(this.calls.store.slide)
    if (!session || this.token === null || (isSealed && !this.isBearer)) return session
    const change: Parameters<typeof arrived>[2] = async (change) => {
      const token = this.token ?? ''
      const answer = await this.calls.do('change', (store) => store.change(token, change), asChanged)
      if (answer === null || answer === 'moved') return null
      if (answer.token) await this.adopt(answer.token, answer.session)
      return answer.session
    }
    return arrived(session, this.requestId, change, isSealed)
  }

  /** Moves the idle end on where the token holds the session: reading cannot. (By the proxy where that takes a new cookie.) */
  private async slid(session: Session | null): Promise<Session | null> {
    const { token } = this
    if (!session || token === null || !this.isBearer || !this.calls.store.slide || this.freshToken !== null) return session
    const slid = await this.calls.do('slide', async (store) => (await store.slide?.(token)) ?? null, asRenewed)
    if (!slid) return session
    await this.adopt(slid.token, slid.session)
    return slid.session
  }

  private async adopt(token: string, session: Session): Promise<void> {
    this.token = token
    this.keep(session)
    await this.carrier.send(token, cookieLifeMs(session))
    await this.showing.hasMade(session, { isNew: true })
  }

  private keep(session: Session): Session {
    this.session = Promise.resolve(session)
    return session
  }
}

// What an answer of the store says of the request's session; undefined: nothing, it is as it was.
const asRead = (session: Session | null) => session
const asAnswered = ({ session }: Answer) => session
const asChanged = (answer: Answer | 'moved' | null) => (answer === 'moved' ? undefined : (answer?.session ?? null))
const asRenewed = (renewed: { session: Session } | null) => renewed?.session
