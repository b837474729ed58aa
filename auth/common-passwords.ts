import { dictionary } from '@zxcvbn-ts/language-common'

/** Half a megabyte, for the server only. Made once, when first asked. */
let common: ReadonlySet<string> | undefined

/** What is left without the digits and exclamation marks at the end must still be a password that could be chosen. */
const MIN_LENGTH = 8

/**
 * Whether a password is among the 49,233 most common ones of zxcvbn's list (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5.0, 6.2.4), in whatever
 * case, and whatever digits and exclamation marks were put behind it.
 */
export function isCommonPassword(password: string): boolean {
  common ??= new Set(dictionary['passwords-common'])
  const lower = password.toLowerCase()
  const bare = lower.replace(/[\d!]+$/, '')
  return common.has(lower) || (bare.length >= MIN_LENGTH && common.has(bare))
}
