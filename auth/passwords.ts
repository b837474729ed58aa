import { hash, verify } from '@node-rs/argon2'

/** argon2id with OWASP's first recommendation (Password Storage cheat sheet): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Stands in for the hash of an account that does not exist, so that the check costs the same. */
let nobody: Promise<string> | undefined

/** The argon2id hash of a password, in PHC string format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** Whether the password fits; with no hash it answers false after the same work. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (stored !== null) return verify(stored, password)
  nobody ??= hashPassword(crypto.randomUUID())
  await verify(await nobody, password)
  return false
}
