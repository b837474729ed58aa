/**
 * Between the store's vocabulary and what Redis holds. A number is its decimal digits, a text has an apostrophe before it, so "12" and 12
 * differ, and no value is empty. Hashes arrive flat (field, value, field, value, …); scripts join them by U+0000.
 */
import type { AttributeValue, Session, Step } from '../../session'
import { fingerprintOf } from '../../steps'
import { HEADER, HEADER_BEFORE, ID, OWNER, SEALED } from './keys'

/** A hash as it is used here: a session, or what an alias keeps of one. */
export type Stored = {
  readonly session: Session
  readonly idleMs: number
  /** What kind of alias this is. */
  readonly alias: 'powerless' | 'full' | undefined
  readonly sealed: string | undefined
  /** When it was bound to its user, in microseconds: 16 digits, so that they compare as text. */
  readonly boundAt: string
}

const APOSTROPHE = 39
const DOT = 46

export function encodeKey(key: string): string {
  return `.${key}`
}

export function encodeValue(value: AttributeValue): string {
  return typeof value === 'number' ? String(value) : `'${value}`
}

/** Appends steps to a script's arguments, four each: an operator (`<` is an `add` that is clamped), the field, the value, the limit. */
export function encodeSteps(args: (string | number)[], steps: readonly Step[]): (string | number)[] {
  for (const step of steps) {
    if ('set' in step) args.push('=', encodeKey(step.set), encodeValue(step.value), '')
    else if ('delete' in step) args.push('-', encodeKey(step.delete), '', '')
    else args.push(step.over === 'clamp' ? '<' : '+', encodeKey(step.add), step.by, step.max ?? '')
  }
  return args
}

/**
 * What an applied change is remembered by: the injected clock's offset, a space, and its fingerprint; or the step itself where that is the
 * usual "one more of this", since a hash costs more than all other work on such a change. No fingerprint has a space.
 */
export function markOf(offset: number, steps: readonly Step[]): string {
  const [step] = steps
  return step && steps.length === 1 && 'add' in step ? `${offset} ${step.by} ${step.add}` : `${offset} ${fingerprintOf(steps)}`
}

/** Reads a hash; an empty one is not there. */
export function decode(id: string, flat: readonly string[]): Stored | null {
  if (flat.length === 0) return null
  const attributes: Record<string, AttributeValue> = {}
  let header = ''
  let before: string | undefined
  let sealed: string | undefined
  let userId: string | null = null
  let boundAt = ''
  let sessionId = id
  for (let i = 0; i < flat.length; i += 2) {
    const field = flat[i] as string
    const value = flat[i + 1] as string
    if (field.charCodeAt(0) === DOT) {
      // The scripts mark a field that they have just removed with ''.
      if (value !== '') put(attributes, field.slice(1), value.charCodeAt(0) === APOSTROPHE ? value.slice(1) : Number(value))
    } else if (field === HEADER) header = value
    else if (field === OWNER) {
      const space = value.indexOf(' ')
      boundAt = value.slice(0, space)
      userId = value.slice(space + 1)
    } else if (field === HEADER_BEFORE) before = value
    else if (field === SEALED) sealed = value
    else if (field === ID) sessionId = value
  }
  const alias = header.charCodeAt(0) === 62 ? (header.split(' ')[2] === 'f' ? 'full' : 'powerless') : undefined
  const [version, createdAt, lastSeenAt, idleMs, absoluteEnd] = (before ?? header).split(' ').map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const expiresAt = Math.min(lastSeenAt + idleMs, absoluteEnd)
  return { session: { id: sessionId, userId, createdAt, lastSeenAt, expiresAt, attributes, version }, idleMs, alias, sealed, boundAt }
}

/** Attributes as a plain object. */
export function attributesOf(entries: Iterable<readonly [string, AttributeValue]>): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {}
  for (const [key, value] of entries) put(attributes, key, value)
  return attributes
}

/** Plain assignment is quick, and would set the prototype for one name. */
function put(attributes: Record<string, AttributeValue>, key: string, value: AttributeValue): void {
  if (key === '__proto__') Object.defineProperty(attributes, key, { value, enumerable: true, configurable: true, writable: true })
  else attributes[key] = value
}
