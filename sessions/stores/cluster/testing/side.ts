import type { Renewal, Session } from '../../../session'
import { absorb } from '../absorb'
import { Fences } from '../fences'
import { LookUp } from '../look-up'
import type { Task } from '../messages'
import { plan } from '../plan'
import { Table } from '../table'
import { LIFETIME } from './scene'

export const isInherited = (key: string) => key.startsWith('cart:')
export const [OLD, ONE, AGAIN, LAST, OTHER] = ['tag.old', 'tag.one', 'tag.again', 'tag.last', 'tag.other']

/** One side of a partition, as a member that answers for everything there. */
export class Side {
  readonly table = new Table()
  readonly #look = new LookUp(this.table, isInherited, new Fences(() => 1))

  constructor(readonly epoch: number) {}

  do(task: Task): void {
    const { parts } = plan(task, { look: this.#look, now: 1, epoch: this.epoch, member: `m${this.epoch}` })
    for (const [id, part] of parts) absorb(this.table, isInherited, id, part)
  }

  add(id: string, key: string): void {
    this.do({ do: 'change', id, change: { id: key, steps: [{ add: key, by: 1 }] } })
  }

  renew(id: string, newId: string, steps: Renewal['steps'] = []): void {
    const renewal = { userId: 'user', fence: '0', steps, lifetime: LIFETIME, grace: 'powerless' } as const
    this.do({ do: 'renew', id, newId, sealedToken: '', renewal })
  }

  learn(from: Side, ...ids: string[]): void {
    for (const id of ids) {
      const record = from.table.get(id)
      if (record) absorb(this.table, isInherited, id, record)
    }
  }

  digest(id: string) {
    return this.table.digest(id)
  }

  attributes(id: string): Session['attributes'] {
    const record = this.table.get(id)
    if (!record) throw new Error(`The session ${id} is unknown on this side.`)
    return Object.fromEntries(this.#look.attributes(record))
  }
}
