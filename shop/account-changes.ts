import { hash } from 'node:crypto'
import { hashPassword } from '@/auth/passwords'
import { Prisma } from '@/prisma/generated/client'
import { accountInput, emailTaken, type PasswordCheck } from './accounts'
import { database } from './database'
import { parseInput } from './input'

/** What changes with the user's password and tells nothing of it; null for a user who is gone. The same work for `null`, nobody. */
export async function passwordVersion(userId: string | null): Promise<string | null> {
  const [row] = await database().$queryRaw<{ passwordHash: string }[]>`
    SELECT password_hash AS "passwordHash" FROM app_user WHERE id = ${userId}::uuid`
  return row ? hash('sha256', row.passwordHash, 'base64url') : null
}

/** @throws ShopError 422 per field, 409 when the address is another account's */
export async function changeEmail(userId: string, given: unknown): Promise<void> {
  const { email } = parseInput(accountInput.pick({ email: true }), { email: given })
  try {
    await database().user.update({ where: { id: userId }, data: { email } })
  } catch (error) {
    throw error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002' ? emailTaken() : error
  }
}

/**
 * Sets a new password in the place of the one that `checked` was told for, and moves the account to another generation of sessions, in one step.
 * @returns that generation; null when the password is another one by now. @throws ShopError 422
 */
export async function changePassword(userId: string, checked: PasswordCheck, given: unknown): Promise<number | null> {
  const { password } = parseInput(accountInput.pick({ password: true }), { password: given })
  const passwordHash = await hashPassword(password)
  const [changed] = await database().user.updateManyAndReturn({
    where: { id: userId, passwordHash: checked.passwordHash },
    data: { passwordHash, sessionGeneration: { increment: 1 } },
    select: { sessionGeneration: true },
  })
  return changed?.sessionGeneration ?? null
}

/** Moves the account to another generation of sessions, and answers it; null for a user who is gone. */
export async function moveGeneration(userId: string): Promise<number | null> {
  const data = { sessionGeneration: { increment: 1 } }
  const [moved] = await database().user.updateManyAndReturn({ where: { id: userId }, data, select: { sessionGeneration: true } })
  return moved?.sessionGeneration ?? null
}

/** Removes an account with its orders and saved carts. Removing it again does nothing. */
export async function removeAccount(userId: string): Promise<void> {
  await database().user.deleteMany({ where: { id: userId } })
}
