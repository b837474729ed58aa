import type { FormState } from './form-state'

/** A browser drops a cookie of more than 4,096 bytes without a word; this leaves room for its name and attributes. */
const MOST_BYTES = 3_000

/** What the cookie carries: a form's state, and the id by which the page that reads it knows that it is meant. */
export type Carried = { id: string; state: NonNullable<FormState> }

/** A cookie's value that every browser keeps. What was typed is the first to go, then the messages by field. */
export function encode({ id, state }: Carried): string {
  const { values: _, ...told } = state
  const { errors: __, ...least } = told
  return (
    [state, told].map((part) => written({ id, state: part })).find((value) => value.length <= MOST_BYTES) ?? written({ id, state: least })
  )
}

/** Null for anything that {@link encode} did not make. */
export function decode(value: string | undefined): Carried | null {
  try {
    const carried = JSON.parse(Buffer.from(value ?? '', 'base64url').toString())
    return typeof carried?.id === 'string' && typeof carried.state === 'object' ? carried : null
  } catch {
    return null
  }
}

/** ASCII, so that its length is its bytes; the text's own length is not: one character of it takes up to four. */
function written(carried: Carried): string {
  return Buffer.from(JSON.stringify(carried)).toString('base64url')
}
