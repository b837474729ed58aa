import { z } from 'zod'
import { isCommonPassword } from '@/auth/common-passwords'
import { hashPassword, verifyPassword } from '@/auth/passwords'
import { Prisma } from '@/prisma/generated/client'
import { database } from './database'
import { invalidInput, ShopError } from './errors'
import { parseInput } from './input'

export type Account = { id: string; name: string; email: string }

const email = z
  .string({ error: 'Enter your e-mail address.' })
  .trim()
  .toLowerCase()
  .max(254, 'That e-mail address is too long.')
  .pipe(z.email('Enter an e-mail address such as name@example.com.'))

/** NIST SP 800-63B-4: length is what counts, no composition rules, and nothing that everybody tries first. */
export const accountInput = z.object({
  name: z
    .string({ error: 'Enter your name.' })
    .trim()
    .min(1, 'Enter your name.')
    .max(100, 'Use at most 100 characters for the name.')
    .refine(noNull, 'Enter your name without control characters.'),
  email,
  password: z
    .string({ error: 'Choose a password.' })
    .min(8, 'Choose a password of at least 8 characters; 15 is better.')
    .max(128, 'Use at most 128 characters for the password.')
    .refine((password) => !isCommonPassword(password), 'That password is among the most common ones. Choose another.'),
})

const select = { id: true, name: true, email: true } as const

/** Opens an account. @throws ShopError 422 with a message per field, 409 when the address is taken. */
export async function createAccount(input: unknown): Promise<Account> {
  const { name, email, password } = parseInput(accountInput, input)
  const passwordHash = await hashPassword(password)
  try {
    return await database().user.create({ data: { name, email, passwordHash }, select })
  } catch (error) {
    throw error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002' ? emailTaken() : error
  }
}

/** What an address is refused with that belongs to another account. */
export function emailTaken(): ShopError {
  return new ShopError(409, 'email-taken', 'That e-mail address has an account', 'Sign in with it, or use another address.', {
    errors: { email: 'There is an account with this address. Sign in instead.' },
  })
}

/**
 * Finds the account for an e-mail address and a way to check its password, which is read only then: what happens to the account between
 * the two counts. The check takes as long for an unknown address, and gives the same answer (OWASP ASVS 5.0, 6.3.8).
 */
export async function findForSignIn(
  address: unknown,
): Promise<{ account: Account | null; check: (password: unknown) => Promise<PasswordCheck | null> }> {
  const parsed = email.safeParse(address)
  const account = parsed.success ? await database().user.findUnique({ where: { email: parsed.data }, select }) : null
  return { account, check: (password) => checkPassword(account?.id ?? NOBODY, password) }
}

/** Stands in for the account that an address does not have: asking for it costs the same, and fails the same. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What a right password tells: under which generation a session begins that it is given for, and what the account keeps of it. */
export type PasswordCheck = { readonly generation: number; readonly passwordHash: string }

/** Checks a user's password as it is now; null when it is not, after the same work for a user who is not there. */
export async function checkPassword(userId: string, password: unknown): Promise<PasswordCheck | null> {
  const user = await database().user.findUnique({ where: { id: userId }, select: { passwordHash: true, sessionGeneration: true } })
  const given = typeof password === 'string' ? password.slice(0, 128) : ''
  const fits = await verifyPassword(given, user?.passwordHash ?? null)
  if (!fits || !user || typeof password !== 'string' || password.length > 128) return null
  return { generation: user.sessionGeneration, passwordHash: user.passwordHash }
}

/** `sessionGeneration`: sessions that began under another one are not the account's any more. */
export type AccountRecord = Account & { createdAt: Date; sessionGeneration: number }

/**
 * The account of a user, or null when it is gone or closed: then its sessions, where one is left, are a guest's. Who asks for a session's
 * sake asks {@link accountOf} in auth/.
 */
export function findAccount(userId: string): Promise<AccountRecord | null> {
  return database().user.findUnique({
    where: { id: userId, disabledAt: null },
    select: { ...select, createdAt: true, sessionGeneration: true },
  })
}

/**
 * Refuses a closed account. Asked when the password has fitted, so that nobody else learns of it, and after the fence was taken: whoever
 * closes the account from then on moves the fence. @throws ShopError 403
 */
export async function assertOpen(userId: string): Promise<void> {
  if (await findAccount(userId)) return
  throw new ShopError(403, 'account-disabled', 'Not signed in', 'This account is closed for now. Ask the shop to open it again.')
}

/** The account of an e-mail address or an id, closed or not; for operators. @throws ShopError 404 */
export async function findUser(user: string): Promise<Account> {
  const [id, address] = [z.uuid().safeParse(user), email.safeParse(user)]
  const where = id.success ? { id: id.data } : address.success ? { email: address.data } : null
  const found = where && (await database().user.findUnique({ where, select }))
  if (found) return found
  throw new ShopError(404, 'unknown-account', 'No such account', `There is no account "${user}". Give its e-mail address or its id.`)
}

/**
 * Closes an account, or opens it again; again is harmless. Ending the user's sessions comes after it, and is the caller's; one that cannot
 * be reached then is nobody's even when the account is open again.
 */
export async function setDisabled(userId: string, disabled: boolean): Promise<void> {
  const where = { id: userId, disabledAt: disabled ? null : { not: null } }
  const data = disabled ? { disabledAt: new Date(), sessionGeneration: { increment: 1 } } : { disabledAt: null }
  await database().user.updateMany({ where, data })
}

/** Changes what others see of the account. */
export async function renameAccount(userId: string, name: unknown): Promise<Account> {
  const parsed = accountInput.shape.name.safeParse(name)
  if (!parsed.success) throw invalidInput({ name: parsed.error.issues[0]?.message ?? 'Enter your name.' })
  return database().user.update({ where: { id: userId }, data: { name: parsed.data }, select })
}

/** Postgres takes neither NUL nor half a surrogate pair; nobody is called by a control character. */
function noNull(text: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(text)
}
