import type { Renewal } from '../../session'
import { sealToken, tagOf } from '../../token'
import { type Fields, type Refusal, type RenewedFields, sessionOf, storedOf } from './answers'
import { type Issued, issue, issueUnder } from './issue'
import { appliedKey, fenceKey, indexKey, sessionKey } from './keys'
import { SCRIPTS } from './scripts'
import { createArgs, FENCE_MS, type Made, maxOf, renewArgs, type StoreParts, type UserCalls } from './user-calls'

/** Each call is one script over all its keys, and so one step: where one master has them all. */
export class UsersAtOnce implements UserCalls {
  readonly #parts: StoreParts

  constructor(parts: StoreParts) {
    this.#parts = parts
  }

  async create({ id }: Issued, draft: Made) {
    const { userId, change, fence = '' } = draft
    const keys = [sessionKey(id), appliedKey(id, change.id), fenceKey(userId), indexKey(userId)]
    const args = createArgs(this.#parts.offset(), id, draft, fence)
    return (await this.#parts.wire.script('create', SCRIPTS.create, keys, args, true)) as number | Refusal
  }

  async renew(old: Issued | null, renewal: Renewal) {
    const { userId, fence } = renewal
    const fresh = issue(this.#parts.wire)
    const next = old ? issueUnder(tagOf(old.id)) : fresh
    const args = renewArgs(this.#parts.offset(), renewal, old ? sealToken(next.token, old.token) : '', fence, maxOf(renewal))
    // Without an old token, the fresh one's key stands for a session that is not there.
    const keys = [...[old ?? fresh, next, fresh].map(({ id }) => sessionKey(id)), fenceKey(userId), indexKey(userId)]
    const answer = (await this.#parts.wire.script('renew', SCRIPTS.renew, keys, args, true)) as RenewedFields | Refusal | null
    if (answer === null || typeof answer[0] === 'string') return answer as Refusal | null
    return { fields: answer as RenewedFields, old, next, fresh }
  }

  async end(id: string, mayFollow: boolean) {
    const args = [this.#parts.offset(), mayFollow ? 1 : 0]
    return sessionOf(id, (await this.#parts.wire.script('end', SCRIPTS.end, [sessionKey(id)], args, true)) as Fields)
  }

  async list(userId: string) {
    const answer = (await this.#parts.wire.script('list', SCRIPTS.list, [indexKey(userId)], [this.#parts.offset()])) as string[]
    return answer.map((fields) => storedOf('', fields)).filter((stored) => stored !== null)
  }

  async endAll(userId: string, exceptId: string) {
    const args = [this.#parts.offset(), exceptId, FENCE_MS]
    return (await this.#parts.wire.script('endAll', SCRIPTS.endAll, [fenceKey(userId), indexKey(userId)], args, true)) as number
  }
}
