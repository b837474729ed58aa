import { randomBytes } from 'node:crypto'
import { openStatelessStore } from '../stateless'
import { parseSessionKeys } from './keys'

/** The text of a key, as SESSION_KEYS has it. */
export const newKey = () => randomBytes(32).toString('base64')

/** Keys that nobody else has. */
export const newKeys = (...texts: readonly string[]) => parseSessionKeys((texts.length > 0 ? texts : [newKey()]).join(','))

/** A store over such keys whose clock the test moves. */
export function openTestStore(keys = newKeys()) {
  let offset = 0
  const store = openStatelessStore(keys, { clockOffsetMs: () => offset })
  const advance = (ms: number) => {
    offset += ms
  }
  return { store, keys, advance }
}
