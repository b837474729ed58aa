import { createHash, hkdfSync } from 'node:crypto'
import { InvalidStoreSettings } from '../../store-url'
import { handleOf } from '../../token'

/** A master key. It seals nothing itself: each session has a key of its own that is derived from it ({@link keyOf}). */
export type SessionKey = {
  /** In the header of what it sealed, so that the right one of several opens it. Derived one way; it tells nothing of the key. */
  readonly id: string
  readonly bytes: Buffer
}

/** The first one seals, all of them open. */
export type SessionKeys = readonly [SessionKey, ...SessionKey[]]

const LEAST_BYTES = 32
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const LABEL = 'hopcart stateless session, A256GCM'

/**
 * Reads SESSION_KEYS: keys of 32 bytes or more in base64 or base64url, separated by commas. The first one seals, all of them open: to rotate,
 * put the new one first, and take the old one out when the longest session has ended.
 * @throws InvalidStoreSettings about everything that is wrong, without any part of a key
 */
export function parseSessionKeys(value: string | undefined): SessionKeys {
  const texts = (value ?? '').split(',').map((text) => text.trim())
  const keys = texts.map((text) => toKey(text))
  const problems = keys.flatMap((key, i) =>
    key ? [] : [`SESSION_KEYS: key ${i + 1} of ${keys.length} is not ${LEAST_BYTES} bytes or more in base64`],
  )
  const ids = keys.flatMap((key) => key?.id ?? [])
  if (new Set(ids).size < ids.length) problems.push('SESSION_KEYS has the same key twice')
  if (!value?.trim()) problems.splice(0, problems.length, 'SESSION_KEYS is not set')
  if (problems.length > 0)
    throw new InvalidStoreSettings(
      `${problems.join('\n')}\n(Make one by: openssl rand -base64 32. Several are separated by commas: the first seals, all open.)`,
    )
  return keys as [SessionKey, ...SessionKey[]]
}

function toKey(text: string): SessionKey | null {
  const bytes = BASE64.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
  if (bytes.length < LEAST_BYTES) return null
  const id = createHash('sha256').update('hopcart session key id\u0001').update(bytes).digest('base64url').slice(0, 8)
  return { id, bytes }
}

/**
 * The key of one session: HKDF (RFC 5869) over a master key, salted with the token's handle. So a handle opens nothing but what was sealed with
 * it, and the limit of AES-GCM under random nonces (2^32 messages per key, NIST SP 800-38D, 8.3) counts each session's seals, not everybody's.
 */
export function keyOf({ bytes }: SessionKey, token: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', bytes, handleOf(token), LABEL, 32))
}
