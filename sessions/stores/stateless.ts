/**
 * Sessions in their own tokens: the store of the mode `stateless`. There is no place; a token is a handle (what names the session) and the sealed
 * session. So any replica with the keys knows it, and nothing that any of them does can reach a copy of it: what was answered stays true
 * until it expires. Two changes of one token answer two tokens, and the browser keeps the last (docs/decisions/0013).
 *
 * @module
 */
import { FenceMoved, StoreUnavailable } from '../errors'
import { slideIntervalMs } from '../lifetime'
import type { Change, Draft, Renewal, Renewed, Session, SessionStore, StoreOptions } from '../session'
import { checkChange, checkSteps } from '../steps'
import { newToken, tagOf } from '../token'
import { type Content, changed, newContent, sessionOf, stepped } from './stateless/content'
import type { SessionKeys } from './stateless/keys'
import { open, seal } from './stateless/seal'
import { requireFit } from './stateless/size'

/** There is nothing that could move: whoever was let in stays in. */
const FENCE = '0'

/**
 * Opens the store.
 * @param keys from `parseSessionKeys`; the same on all replicas
 */
export function openStatelessStore(keys: SessionKeys, options: StoreOptions = {}): SessionStore {
  return new StatelessStore(keys, options)
}

class StatelessStore implements SessionStore {
  readonly name = 'stateless'
  readonly #keys: SessionKeys
  readonly #offset: () => number
  #closed = false

  constructor(keys: SessionKeys, options: StoreOptions) {
    this.#keys = keys
    this.#offset = options.clockOffsetMs ?? (() => 0)
  }

  async create({ change, lifetime, userId, fence }: Draft) {
    const now = this.#now('create')
    checkChange(change)
    if (userId !== undefined && fence !== FENCE) throw new FenceMoved()
    const content = newContent(userId ?? null, lifetime, now)
    return this.#answer(newToken(), changed(content, change, now) ?? content)
  }

  async read(token: string): Promise<Session | null> {
    const content = await open(token, this.#keys, this.#now('read'))
    return content && sessionOf(token, content)
  }

  /** An id leads nowhere. */
  async peek() {
    this.#now('peek')
    return null
  }

  async slide(token: string) {
    const now = this.#now('slide')
    const content = await open(token, this.#keys, now)
    if (!content || now - content.lastSeenAt < slideIntervalMs(content.idleMs)) return null
    return this.#answer(token, { ...content, lastSeenAt: now })
  }

  async change(token: string, change: Change) {
    const now = this.#now('change')
    checkChange(change)
    const content = await open(token, this.#keys, now)
    if (!content) return null
    const after = changed(content, change, now)
    return after ? this.#answer(token, after) : { session: sessionOf(token, content), token }
  }

  async fence(_userId: string) {
    this.#now('fence')
    return FENCE
  }

  async renew(token: string | null, { userId, fence, steps, lifetime, grace, onlyLive }: Renewal): Promise<Renewed | null> {
    const now = this.#now('renew')
    checkSteps(steps)
    if (fence !== FENCE) return null
    const old = token === null ? null : await open(token, this.#keys, now)
    if (onlyLive && old?.userId !== userId) return null
    if (old && old.userId !== null && old.userId !== userId) return null
    if (token === null || !old)
      return { ...(await this.#answer(newToken(), stepped(newContent(userId, lifetime, now), steps))), before: null }
    const keep = grace === 'full' && old.userId === userId
    const content = stepped(newContent(userId, lifetime, now, old, keep), steps)
    return { ...(await this.#answer(newToken(tagOf(token)), content)), before: sessionOf(token, old) }
  }

  /** Answers the final state of the token's session. Its cookie can be taken back, and no copy of it. */
  async end(which: string | { readonly id: string }) {
    const now = this.#now('end')
    if (typeof which !== 'string') return null
    const content = await open(which, this.#keys, now)
    return content && sessionOf(which, content)
  }

  /** Nobody knows where the tokens are. */
  async list(_userId: string): Promise<Session[]> {
    this.#now('list')
    return []
  }

  /** Nothing can be ended from here. */
  async endAll(_userId: string, _exceptId?: string) {
    this.#now('endAll')
    return 0
  }

  async ready() {
    return !this.#closed
  }

  async close() {
    this.#closed = true
  }

  /** @throws SessionTooLarge */
  async #answer(handle: string, content: Content) {
    const token = await seal(handle, content, this.#keys[0])
    requireFit(token)
    return { session: sessionOf(token, content), token }
  }

  /** The store's clock; also what a closed store fails by. */
  #now(operation: string): number {
    if (this.#closed) throw new StoreUnavailable(this.name, operation, new Error('it is closed'))
    return Date.now() + this.#offset()
  }
}
