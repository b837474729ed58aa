import type { z } from 'zod'
import { type FieldErrors, invalidInput } from './errors'

/**
 * Parses input that came from outside. @throws ShopError 422 with one message per field, keyed by its path (`address.city`).
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const errors: FieldErrors = {}
  for (const issue of parsed.error.issues) errors[issue.path.join('.') || 'body'] ??= issue.message
  throw invalidInput(errors)
}
