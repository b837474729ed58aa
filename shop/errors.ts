/**
 * A refusal that the shopper can do something about. Becomes problem+json over HTTP (RFC 9457) and a message on pages.
 * `detail` says what to do.
 */
export class ShopError extends Error {
  override readonly name = 'ShopError'
  constructor(
    /** The HTTP status that fits. */
    readonly status: 400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 503,
    /** A stable short name, the last part of the problem's `type`. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    /** Further members of the problem document, such as `errors` per field. */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
  }
}

/** Per field, what is wrong with it. */
export type FieldErrors = Record<string, string>

/** Input that does not fit, with a message per field. */
export function invalidInput(errors: FieldErrors): ShopError {
  const [first] = Object.entries(errors)
  return new ShopError(422, 'invalid-input', 'Some of that does not fit', first ? `${first[1]}` : 'Check the fields and try again.', {
    errors,
  })
}
