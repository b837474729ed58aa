import { hashPassword, verifyPassword } from '@/auth/passwords'
import { Prisma } from '@/prisma/generated/client'
import { accountInput, emailTaken } from './accounts'
import { database } from './database'
import { parseInput } from './input'

/** Whether this is the user's password; the same work for a user who is gone. */
export async function isPasswordOf(userId: string, given: unknown): Promise<boolean> {
  const user = await database().user.findUnique({ where: { id: userId }, select: { passwordHash: true } })
  return typeof given === 'string' && given.length <= 128 && verifyPassword(given, user?.passwordHash ?? null)
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
 * Sets a new password and, in the same step, that all older sessions are over; answers since when. @throws ShopError 422
 */
export async function changePassword(userId: string, given: unknown): Promise<Date> {
  const { password } = parseInput(accountInput.pick({ password: true }), { password: given })
  const passwordHash = await hashPassword(password)
  return database().$transaction(async (transaction) => {
    await transaction.user.update({ where: { id: userId }, data: { passwordHash } })
    const [row] = await transaction.$queryRaw<{ due: Date }[]>`
      UPDATE app_user SET sessions_end_due = date_trunc('milliseconds', clock_timestamp()) WHERE id = ${userId}::uuid RETURNING sessions_end_due AS due`
    return (row as { due: Date }).due
  })
}

/** Notes that the sessions which were due to end have ended; a later due time stays. */
export async function notePastSessionsEnded(userId: string, due: Date): Promise<void> {
  await database().user.updateMany({ where: { id: userId, sessionsEndDue: due }, data: { sessionsEndDue: null } })
}

/** Removes an account with its orders and saved carts. Removing it again does nothing. */
export async function removeAccount(userId: string): Promise<void> {
  await database().user.deleteMany({ where: { id: userId } })
}
