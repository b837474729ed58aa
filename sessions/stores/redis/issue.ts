import type { Lifetime } from '../../session'
import { idOf, newToken } from '../../token'
import { sessionKey } from './keys'
import type { RedisWire } from './wire'

/** A token and its session's id. */
export type Issued = { readonly id: string; readonly token: string }

/** How often another tag is tried: with one of three masters up, this misses it once in 600 times. */
const TAGS = 16

/** A new token with its session's id, under another session's tag. */
export function issueUnder(tag: string): Issued {
  const token = newToken(tag)
  return { id: idOf(token), token }
}

/** A new token with its session's id. While a master is lost, what is new begins on another one. */
export function issue(wire: RedisWire): Issued {
  for (let tries = 1; ; tries++) {
    const token = newToken()
    const id = idOf(token)
    if (tries === TAGS || wire.isUp(sessionKey(id))) return { id, token }
  }
}

/** A lifetime as the scripts take it, in whole milliseconds. */
export function inMs({ idleMs, absoluteMs }: Lifetime): [idle: number, absolute: number] {
  return [Math.floor(idleMs), Math.floor(absoluteMs)]
}
