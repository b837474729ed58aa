import type { Session } from '../../session'
import type { LookUp } from './look-up'
import type { Task } from './messages'
import type { SessionRecord } from './record'

/** What a task comes to: parts for the sessions that it changes, and its answer, to be asked for when they are in the table. */
export type Plan = { readonly parts: readonly (readonly [id: string, part: SessionRecord])[]; readonly answer: () => unknown }
export type Of<Kind extends Task['do']> = Extract<Task, { do: Kind }>

/** What the owner knows when it plans. */
export type Moment = { readonly look: LookUp; readonly now: number; readonly epoch: number; readonly member: string }

export const NULL: Plan = { parts: [], answer: () => null }

/** The session of this id as the table has it now. */
export function answerSession(id: string, { look }: Moment): () => Session {
  return () => {
    const record = look.table.get(id)
    if (!record?.beginning) throw new Error(`The session ${id} has gone from the table while it was answered.`)
    return look.session(id, { ...record, beginning: record.beginning })
  }
}
