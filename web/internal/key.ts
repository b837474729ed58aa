import { createHmac, timingSafeEqual } from 'node:crypto'

/** What an operator's command (infra/operator) or, in the lab, another replica asks of a replica itself, by POST with the key. nginx lets nobody through to them. */
export const INTERNAL_CALLS: ReadonlySet<string> = new Set(['/api/internal/sessions', '/api/internal/accounts', '/api/internal/lab'])

const LABEL = 'hopcart internal calls\u0001'

/** The key of the internal calls: who knows NEXTAUTH_SECRET can make it, and who has it learns nothing of the secret. */
export function internalKey(secret: string): string {
  return createHmac('sha256', secret).update(LABEL).digest('base64url')
}

/** Whether a request carries `Authorization: Bearer <key>` with this replica's key. */
export function hasInternalKey(headers: Headers, secret = process.env.NEXTAUTH_SECRET): boolean {
  if (!secret) return false
  const given = Buffer.from(headers.get('authorization') ?? '')
  const right = Buffer.from(`Bearer ${internalKey(secret)}`)
  return given.length === right.length && timingSafeEqual(given, right)
}
