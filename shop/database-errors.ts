import { Prisma } from '@/prisma/generated/client'

/** Prisma's codes for "could not connect", "timed out", "connection closed", "no connection from the pool", "transaction could not start". */
const DOWN = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028'])
/** The same from the driver, and Postgres's own while it starts or stops (class 57P). */
const DRIVER_DOWN =
  /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|57P0[123]|timeout|Connection terminated|terminating connection|starting up|shutting down/i

/** Whether an error means that the shop's database cannot be reached, as opposed to a refusal or a bug. */
export function isDatabaseDown(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientInitializationError) return true
  if (error instanceof Prisma.PrismaClientKnownRequestError)
    return DOWN.has(error.code) || (error.code === 'P2010' && DRIVER_DOWN.test(error.message))
  return (
    error instanceof Error &&
    // The driver's own time-outs come as plain errors, stamped by Prisma with its version.
    (error.name === 'DriverAdapterError' || 'code' in error || 'clientVersion' in error) &&
    DRIVER_DOWN.test(`${error.message} ${String((error as { code?: unknown }).code)}`)
  )
}
