import { StoreUnavailable } from '../../errors'
import type { Renewal } from '../../session'
import { sealToken, tagOf } from '../../token'
import { type Fields, type Refusal, type RenewedAs, type RenewedFields, sessionOf } from './answers'
import { beyond } from './beyond'
import type { Stored } from './codec'
import { type Issued, inMs, issue, issueUnder } from './issue'
import { appliedKey, barKey, begunKey, fenceKey, indexKey, sessionKey } from './keys'
import { SLOT_SCRIPTS } from './scripts'
import { createArgs, FENCE_MS, type Made, maxOf, renewArgs, type StoreParts, type UserCalls } from './user-calls'

/** A session that was barred begins again from the first step, which tells whether the fence has moved; more often than this is no coincidence. */
const TRIES = 4

/**
 * Each call in steps on one slot each, for a cluster: first the user's, so that `endAll` knows of every session that there may be; then the
 * session's, on whose slot `endAll` and what begins there meet. Every step may fail or come late, and the whole call be repeated.
 *
 * The proof, by events: docs/decisions/0019-what-concerns-a-user-in-a-cluster.md
 */
export class UsersBySlot implements UserCalls {
  readonly #parts: StoreParts

  constructor(parts: StoreParts) {
    this.#parts = parts
  }

  async create(issued: Issued, draft: Made): Promise<number | Refusal> {
    const { userId, change, fence = '', lifetime } = draft
    const { wire, offset } = this.#parts
    const { id } = issued
    const admittedAt = await this.#admit('create', { userId, fence, lifetime }, id, null, [])
    if (admittedAt === null) return ['fence']
    const args = createArgs(offset(), id, draft, admittedAt)
    const keys = [sessionKey(id), appliedKey(id, change.id), barKey(id)]
    const answer = (await wire.script('create', SLOT_SCRIPTS.create, keys, args, true)) as number | Refusal
    if (typeof answer === 'number') return answer
    this.#forget(userId, [id])
    // Only an `endAll` bars, and it has moved the fence before.
    if (answer[0] === 'barred') return ['fence']
    throw this.#late('create')
  }

  async renew(old: Issued | null, renewal: Renewal): Promise<RenewedAs | Refusal | null> {
    const { userId } = renewal
    if (renewal.onlyLive && !old) return null
    let before = old
    let unused: string[] = []
    for (let tries = 0; tries < TRIES; tries++) {
      const next = before ? issueUnder(tagOf(before.id)) : issue(this.#parts.wire)
      const admittedAt = await this.#admit('renew', renewal, next.id, before, unused)
      if (admittedAt === null) return null
      const answer = await this.#begin(before, next, renewal, admittedAt)
      unused = [next.id]
      if (answer?.[0] === 'barred') continue
      if (answer?.[0] === 'unknown') {
        before = null
        continue
      }
      const isNew = answer !== null && answer[0] === 2
      if (!isNew) this.#forget(userId, unused)
      if (answer === null) return null
      if (typeof answer[0] !== 'number') {
        if (answer[0] === 'late') throw this.#late('renew')
        return answer as Refusal
      }
      const fields = answer as RenewedFields
      if (isNew && before && sessionOf(before.id, fields[1])?.userId) this.#forget(userId, [before.id])
      const max = maxOf(renewal)
      if (isNew && max !== '') await this.#trim(userId, max)
      return { fields, old: before, next, fresh: next }
    }
    throw new StoreUnavailable(this.#parts.name, 'renew', new Error('its session was barred again and again'))
  }

  async end(id: string, mayFollow: boolean) {
    const { wire, offset } = this.#parts
    const fields = (await wire.script('end', SLOT_SCRIPTS.end, [sessionKey(id)], [offset(), mayFollow ? 1 : 0], true)) as Fields
    const session = sessionOf(id, fields)
    if (session?.userId) this.#forget(session.userId, [session.id])
    return session
  }

  async list(userId: string) {
    const { begun, ids, live } = await this.#look('list', userId)
    const alive = new Set(live.map(({ session }) => session.id))
    // Of one that may begin yet, `endAll` has to know.
    this.#forget(
      userId,
      ids.filter((id) => !alive.has(id) && !begun.has(id)),
    )
    return live
  }

  async endAll(userId: string, exceptId: string) {
    const { wire, offset } = this.#parts
    const keys = [fenceKey(userId), indexKey(userId)]
    const all = (await wire.script('endAll', SLOT_SCRIPTS.fenceOff, keys, [offset(), FENCE_MS], true)) as string[]
    const ids = all.filter((id) => id !== exceptId)
    const ended = await Promise.allSettled(ids.map((id) => this.#endOrBar('endAll', id, exceptId)))
    this.#forget(
      userId,
      ids.filter((_, i) => ended[i]?.status === 'fulfilled'),
    )
    return ended.reduce((sum, each) => {
      if (each.status === 'rejected') throw each.reason
      return sum + each.value
    }, 0)
  }

  /** The first step: answers when a session was admitted, or null when the fence has moved. */
  async #admit(operation: string, user: Pick<Renewal, 'userId' | 'fence' | 'lifetime'>, id: string, old: Issued | null, unused: string[]) {
    const { wire, offset } = this.#parts
    const { userId, fence, lifetime } = user
    const keys = [fenceKey(userId), indexKey(userId), begunKey(userId)]
    const args = [offset(), fence, id, inMs(lifetime)[1], old?.id ?? '', ...unused]
    return (await wire.script(operation, SLOT_SCRIPTS.admit, keys, args, true)) as string | null
  }

  /** The second step of a renewal. */
  async #begin(old: Issued | null, next: Issued, renewal: Renewal, admittedAt: string) {
    const { wire, offset } = this.#parts
    const args = renewArgs(offset(), renewal, old ? sealToken(next.token, old.token) : '', admittedAt, '')
    const keys = [sessionKey((old ?? next).id), sessionKey(next.id), barKey(next.id)]
    return (await wire.script('renew', SLOT_SCRIPTS.renew, keys, args, true)) as RenewedFields | Refusal | null
  }

  /** @param spared then what a session was renewed to ends too, but for this one */
  async #endOrBar(operation: string, id: string, ...spared: string[]) {
    const { wire, offset } = this.#parts
    const keys = [sessionKey(id), barKey(id)]
    return ((await wire.script(operation, SLOT_SCRIPTS.endOrBar, keys, [offset(), ...spared], true)) as number | null) ?? 0
  }

  async #look(operation: string, userId: string) {
    const { wire, offset, find } = this.#parts
    const keys = [indexKey(userId), begunKey(userId)]
    const [begun, ids] = (await wire.script(operation, SLOT_SCRIPTS.look, keys, [offset()])) as [string[], string[]]
    const found = await Promise.all(ids.map((id) => find(operation, id)))
    const live = found.filter((stored): stored is Stored => stored?.session.userId === userId && !stored.alias)
    return { begun: new Set(begun), ids, live }
  }

  /** Ends what are too many. A later sign-in does it again, so a failure fails nobody's. */
  async #trim(userId: string, max: number) {
    try {
      const { live } = await this.#look('renew', userId)
      const ids = beyond(live, max).map(({ session }) => session.id)
      await Promise.all(ids.map((id) => this.#endOrBar('renew', id)))
      this.#forget(userId, ids)
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }

  /** Takes ids without a session out of the index, without making anybody wait: one that stays is no session, and is forgotten by a list. */
  #forget(userId: string, ids: readonly string[]) {
    const key = indexKey(userId)
    if (ids.length > 0) this.#parts.wire.run('forget', key, (redis) => redis.zrem(key, ...ids)).catch(() => undefined)
  }

  #late(operation: string) {
    return new StoreUnavailable(this.#parts.name, operation, new Error('its second step came too late'))
  }
}
