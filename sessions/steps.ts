import { createHash } from 'node:crypto'
import { InvalidChange, LimitExceeded } from './errors'
import type { AttributeValue, Change, Step } from './session'

/** The most steps that one change may have; above a 1,000-line cart with room to spare. */
export const MAX_STEPS = 2_000
/** The longest attribute key and change id, in UTF-16 units. */
export const MAX_KEY_LENGTH = 200
/** The longest text value, in UTF-16 units. */
export const MAX_VALUE_LENGTH = 16_384

/** The attribute that a step is about. */
export function keyOf(step: Step): string {
  return 'set' in step ? step.set : 'delete' in step ? step.delete : step.add
}

/**
 * Refuses what some store could not keep, so that all stores refuse alike.
 * @throws InvalidChange naming the offending key or value.
 */
export function checkChange(change: Change): void {
  checkName(change.id, 'change id')
  checkSteps(change.steps)
}

export function checkSteps(steps: readonly Step[]): void {
  if (steps.length > MAX_STEPS) throw new InvalidChange(`A change has at most ${MAX_STEPS} steps, not ${steps.length}.`)
  for (const step of steps) {
    const key = keyOf(step)
    checkName(key, 'attribute key')
    if ('set' in step) checkValue(key, step.value)
    else if ('add' in step) {
      if (!Number.isSafeInteger(step.by)) throw new InvalidChange(`"${key}" can be changed by a safe integer only, not by ${step.by}.`)
      if (step.max !== undefined && !(Number.isSafeInteger(step.max) && step.max >= 0))
        throw new InvalidChange(`The limit of "${key}" must be a safe integer of 0 or more, not ${step.max}.`)
    }
  }
}

/** A name may hold any well-formed text but U+0000 and lone surrogates, which Postgres and UTF-8 cannot carry. */
function checkName(name: string, what: string): void {
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_KEY_LENGTH || !isCleanText(name))
    throw new InvalidChange(
      `A ${what} is 1 to ${MAX_KEY_LENGTH} characters of well-formed text without U+0000, not ${JSON.stringify(name)?.slice(0, 80)}.`,
    )
}

function checkValue(key: string, value: AttributeValue): void {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new InvalidChange(`The number for "${key}" must be a safe integer, not ${value}.`)
  } else if (typeof value !== 'string' || value.length > MAX_VALUE_LENGTH || !isCleanText(value)) {
    throw new InvalidChange(`The value of "${key}" must be at most ${MAX_VALUE_LENGTH} characters of well-formed text without U+0000.`)
  }
}

function isCleanText(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}

/**
 * Applies steps to attributes in place; the reference for every store's own dialect (Lua, PL/pgSQL).
 * @throws LimitExceeded or InvalidChange, in which case the caller discards `attributes`.
 */
export function applySteps(attributes: Map<string, AttributeValue>, steps: readonly Step[]): void {
  for (const step of steps) {
    if ('set' in step) attributes.set(step.set, Object.is(step.value, -0) ? 0 : step.value)
    else if ('delete' in step) attributes.delete(step.delete)
    else {
      const current = attributes.get(step.add) ?? 0
      if (typeof current !== 'number') throw new InvalidChange(`"${step.add}" holds text and cannot be counted.`)
      let next = current + step.by
      if (step.max !== undefined && step.by > 0 && next > step.max) {
        if (step.over !== 'clamp') throw new LimitExceeded(step.add, current, step.max)
        next = step.max
      }
      if (!Number.isSafeInteger(next)) throw new InvalidChange(`"${step.add}" would leave the range of safe integers.`)
      if (next <= 0) attributes.delete(step.add)
      else attributes.set(step.add, next)
    }
  }
}

/** What makes two uses of one change id "the same": the steps without their limits. 22 characters of SHA-256. */
export function fingerprintOf(steps: readonly Step[]): string {
  const asked = steps.map((step) =>
    'set' in step ? ['s', step.set, step.value] : 'delete' in step ? ['d', step.delete] : ['a', step.add, step.by],
  )
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 22)
}
