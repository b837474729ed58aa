import type { Lifetime } from '../../session'
import { idOf, newToken } from '../../token'

/** A token and its session's id. */
export type Issued = { readonly id: string; readonly token: string }

/** A new token with its session's id; with a tag to go on from. */
export function issue(tag?: string): Issued {
  const token = newToken(tag)
  return { id: idOf(token), token }
}

/** A lifetime as the scripts take it, in whole milliseconds. */
export function inMs({ idleMs, absoluteMs }: Lifetime): [idle: number, absolute: number] {
  return [Math.floor(idleMs), Math.floor(absoluteMs)]
}
