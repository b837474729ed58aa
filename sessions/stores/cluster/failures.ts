import { ChangeConflict, FenceMoved, InvalidChange, LimitExceeded } from '../../errors'
import type { Failure } from './messages'

/** Nobody who could answer for a session could be reached in time. */
export class NobodyAnswers extends Error {}

/** An error that the owner threw, as the answer for the member that asked. @throws it again when it is nobody's answer */
export function failedBy(error: unknown): { failed: Failure } {
  const failed = toFailure(error)
  if (!failed) throw error
  return { failed }
}

/** The same without that; null for what is nobody's answer. */
export function toFailure(error: unknown): Failure | null {
  if (error instanceof LimitExceeded) return { name: 'LimitExceeded', fields: [error.key, error.current, error.max] }
  if (error instanceof ChangeConflict) return { name: 'ChangeConflict', fields: [error.changeId] }
  if (error instanceof InvalidChange) return { name: 'InvalidChange', fields: [error.message] }
  if (error instanceof NobodyAnswers) return { name: 'NobodyAnswers', fields: [error.message] }
  if (error instanceof FenceMoved) return { name: 'FenceMoved', fields: [] }
  return null
}

/** The same error again, on the side that asked. */
export function fromFailure({ name, fields }: Failure): Error {
  const [text = '', current = 0, max = 0] = fields
  switch (name) {
    case 'LimitExceeded':
      return new LimitExceeded(String(text), Number(current), Number(max))
    case 'ChangeConflict':
      return new ChangeConflict(String(text))
    case 'InvalidChange':
      return new InvalidChange(String(text))
    case 'NobodyAnswers':
      return new NobodyAnswers(String(text))
    case 'FenceMoved':
      return new FenceMoved()
    default:
      return new Error(`A member failed with the unknown error "${name}".`)
  }
}
