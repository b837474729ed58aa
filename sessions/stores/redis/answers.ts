import { ChangeConflict, FenceMoved, InvalidChange, LimitExceeded } from '../../errors'
import type { Renewed, Session, Step } from '../../session'
import { keyOf } from '../../steps'
import { openToken } from '../../token'
import { decode, type Stored } from './codec'
import type { Issued } from './issue'

/** What a script answers about one session: its fields, joined by U+0000; null when there is none. */
export type Fields = string | null
/** Why a script did not do it. */
export type Refusal = readonly [why: string, step?: number, current?: string]
/** The script's answer to a renewal: which of the ids it took (0: none, it is a repeat), both states, and on a repeat the sealed token. */
export type RenewedFields = readonly [how: 0 | 2 | 3, before: Fields, after: string, sealed: string | null]

export function storedOf(id: string, fields: Fields): Stored | null {
  return fields === null ? null : decode(id, fields.split('\0'))
}

export function sessionOf(id: string, fields: Fields): Session | null {
  return storedOf(id, fields)?.session ?? null
}

/** What there is now, and what was offered for it: a token that goes on from the old one, and a fresh one. */
export type RenewedAs = { readonly fields: RenewedFields; readonly old: Issued | null; readonly next: Issued; readonly fresh: Issued }

/** Puts a renewal's answer together. */
export function renewedOf({ fields: [how, before, after, sealed], old, next, fresh }: RenewedAs): Renewed {
  const taken = how === 3 ? fresh : next
  const token = old && sealed !== null ? openToken(sealed, old.token) : taken.token
  return { session: sessionOf(taken.id, after) as Session, token, before: old && sessionOf(old.id, before) }
}

/** Turns a refusal into what the caller is told: 'moved', or an error that is thrown. */
export function tell([why, index = 0, current]: Refusal, steps: readonly Step[], changeId = ''): 'moved' {
  if (why === 'moved') return why
  if (why === 'conflict') throw new ChangeConflict(changeId)
  if (why === 'fence') throw new FenceMoved()
  const step = steps[index] as Step
  const key = keyOf(step)
  if (why === 'limit' && 'add' in step) throw new LimitExceeded(key, Number(current), step.max as number)
  if (why === 'text') throw new InvalidChange(`"${key}" holds text and cannot be counted.`)
  throw new InvalidChange(`"${key}" would leave the range of safe integers.`)
}
