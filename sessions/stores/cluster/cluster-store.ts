import { SessionError, StoreUnavailable } from '../../errors'
import type { LocalPlace } from '../../inspection'
import {
  type Change,
  DEFAULT_ALIAS_KEY_PREFIX,
  type Draft,
  type Renewal,
  type Renewed,
  type Session,
  type SessionStore,
} from '../../session'
import { checkChange, checkSteps } from '../../steps'
import { idOf, isToken, newToken, openToken, sealToken, tagOf } from '../../token'
import { localPlace } from './local-place'
import type { Member } from './member'
import type { RenewalAnswer } from './messages'
import { partitionOf } from './placement'

/** Which attributes a sign-in hands on, and a powerless alias may still change. */
export function inheritedBy(prefix = DEFAULT_ALIAS_KEY_PREFIX): (key: string) => boolean {
  return (key) => key.startsWith(prefix)
}

type ChangeAnswer = { session: Session; sealedToken?: string } | 'moved' | null

/** The session store of one member. Tokens stay here: to other members go ids, and new tokens sealed under the old ones. */
export class ClusterSessions implements SessionStore {
  constructor(
    readonly name: string,
    protected readonly member: Member,
    /** For simulations, which have to repeat themselves. */
    private readonly makeToken: typeof newToken = newToken,
  ) {}

  async create({ change, lifetime, userId, fence }: Draft) {
    checkChange(change)
    const token = this.#newToken()
    const task = { do: 'create', id: idOf(token), change, lifetime, userId: userId ?? null, fence: fence ?? null } as const
    return { session: await this.#do('create', () => this.member.desk.task<Session>(task)), token }
  }

  async read(token: string): Promise<Session | null> {
    if (!isToken(token)) return this.#do('read', async () => null)
    const found = await this.#do('read', () => this.member.desk.read(idOf(token), true))
    return !found || found.alias?.grace === 'powerless' ? null : found.session
  }

  async peek(id: string): Promise<Session | null> {
    const found = await this.#do('peek', () => this.member.desk.read(id, false))
    return found && !found.alias ? found.session : null
  }

  async change(token: string, change: Change) {
    checkChange(change)
    if (!isToken(token)) return this.#do('change', async () => null)
    const answer = await this.#do('change', () => this.member.desk.task<ChangeAnswer>({ do: 'change', id: idOf(token), change }))
    if (answer === null || answer === 'moved' || answer.sealedToken === undefined) return answer
    return { session: answer.session, token: openToken(answer.sealedToken, token) }
  }

  async fence(userId: string): Promise<string> {
    return this.#do('fence', async () => this.member.core.fences.taken(userId))
  }

  async renew(token: string | null, renewal: Renewal): Promise<Renewed | null> {
    checkSteps(renewal.steps)
    const old = token !== null && isToken(token) ? token : null
    // What cannot be a token leads to no session.
    if (old === null && renewal.onlyLive) return null
    const newOne = old ? this.makeToken(tagOf(old)) : this.#newToken()
    const sealedToken = old && sealToken(newOne, old)
    const task = { do: 'renew', id: old && idOf(old), newId: idOf(newOne), sealedToken, renewal } as const
    const { maxSessions } = renewal
    const answer = await this.#do('renew', () =>
      maxSessions === undefined ? this.member.desk.task<RenewalAnswer>(task) : this.member.users.renew(task, maxSessions),
    )
    if (answer === 'fresh') return this.renew(null, renewal)
    if (!answer) return null
    const { session, before } = answer
    return { session, before, token: old && answer.sealedToken ? openToken(answer.sealedToken, old) : newOne }
  }

  async end(which: string | { readonly id: string }): Promise<Session | null> {
    const id = typeof which === 'string' ? (isToken(which) ? idOf(which) : null) : which.id
    return this.#do('end', async () =>
      id === null ? null : this.member.desk.task<Session | null>({ do: 'end', id, call: this.member.core.newCall() }),
    )
  }

  list(userId: string): Promise<Session[]> {
    return this.#do('list', () => this.member.users.list(userId))
  }

  endAll(userId: string, exceptId?: string): Promise<number> {
    return this.#do('endAll', () => this.member.users.endAll(userId, exceptId))
  }

  get local(): LocalPlace {
    return localPlace(this.member.core)
  }

  async ready(): Promise<boolean> {
    return !this.member.core.isClosed && this.member.core.roster.state === 'active'
  }

  async close(): Promise<void> {
    await this.member.leave()
    this.member.stop()
  }

  /** A token whose session this member owns, so that making it costs no way to another one. */
  #newToken(): string {
    for (let tries = 0; ; tries++) {
      const token = this.makeToken()
      if (this.member.core.isOwner(partitionOf(tagOf(token))) || tries >= 64) return token
    }
  }

  async #do<T>(operation: string, work: () => Promise<T>): Promise<T> {
    try {
      await this.member.awake()
      return await work()
    } catch (error) {
      throw error instanceof SessionError ? error : new StoreUnavailable(this.name, operation, error)
    }
  }
}
