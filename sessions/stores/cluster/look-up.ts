import type { AttributeValue, Session } from '../../session'
import type { IsInherited } from './absorb'
import type { Fences } from './fences'
import type { Beginning, SessionRecord, Successor } from './record'
import { attributesOf, endOf, sessionOf } from './replay'
import type { Table } from './table'

export type Whole = SessionRecord & { readonly beginning: Beginning }
/** A live session, and the alias that its old token is. */
export type Live = { readonly id: string; readonly record: Whole; readonly alias: Successor | null }

/** What a member's table says at a moment: which sessions live, and where old tokens lead. */
export class LookUp {
  constructor(
    readonly table: Table,
    readonly isInherited: IsInherited,
    readonly fences: Fences,
  ) {}

  /** The session of this very id, if it lives: neither expired, ended, renewed nor from before its user's fence. */
  live(id: string, now: number): Whole | null {
    const record = this.table.get(id)
    if (!record?.beginning || record.endedUntil > 0 || record.successor || record.isRetired || now >= endOf(record)) return null
    const { userId } = record.beginning
    return userId === null || record.fence >= this.fences.of(userId) ? (record as Whole) : null
  }

  /** What a token of this id leads to. With an alias and no record: the session that took its place has gone. */
  find(id: string, now: number): Live | { readonly alias: Successor | null; readonly record: null } {
    const { successor } = this.table.get(id) ?? {}
    const alias = successor && now < successor.endsAt ? successor : null
    const target = alias?.id ?? id
    const record = this.live(target, now)
    return record ? { id: target, record, alias } : { record: null, alias }
  }

  /** A user's live sessions, newest first. */
  ofUser(userId: string, now: number): Session[] {
    const ids = this.table.idsOfUser(userId)
    const found = ids.map((id) => [id, this.live(id, now)] as const).filter((pair): pair is readonly [string, Whole] => pair[1] !== null)
    return found.map(([id, record]) => this.session(id, record)).sort(newestFirst)
  }

  attributes(record: SessionRecord): Map<string, AttributeValue> {
    return attributesOf(record, this.isInherited)
  }

  session(id: string, record: Whole): Session {
    return sessionOf(id, record, this.attributes(record))
  }
}

export function newestFirst(a: Session, b: Session): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1)
}
