import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose'
import { handleOf, isSealedToken } from '../../token'
import { type Applied, type Content, expiresAt } from './content'
import { keyOf, type SessionKey } from './keys'

/** Who may open it: this store, in this form of its contents. Anything else that these keys ever seal is refused. */
export const AUDIENCE = 'hopcart/stateless/1'

/** The names are short: every request carries them. `exp` (seconds) and `aud` are RFC 7519's; the other times are in milliseconds. */
type Claims = {
  readonly v: number
  readonly u?: string
  readonly c: number
  readonly s: number
  readonly i: number
  readonly e: number
  readonly a: Readonly<Record<string, string | number>>
  readonly d: readonly Applied[]
}

/**
 * Seals a session into a token: `<handle>.<JWE>` (RFC 7516, compact; `dir` with A256GCM). Nothing is compressed: how well a text can be
 * compressed tells what is in it to whoever chooses a part of it and sees its length (CRIME, RFC 7457 2.6), and a limit in bytes would
 * depend on luck. For the same length of times and counters the token has the same length, so that a slide never makes it larger.
 */
export async function seal(handle: string, content: Content, key: SessionKey, audience = AUDIENCE): Promise<string> {
  const { userId, createdAt, lastSeenAt, idleMs, absoluteEnd, version, attributes, applied } = content
  const claims: Claims = {
    v: version,
    ...(userId === null ? {} : { u: userId }),
    c: createdAt,
    s: lastSeenAt,
    i: idleMs,
    e: absoluteEnd,
    a: Object.fromEntries(attributes),
    d: applied,
  }
  const jwe = await new EncryptJWT(claims as unknown as JWTPayload)
    .setAudience(audience)
    .setExpirationTime(Math.ceil(expiresAt(content) / 1000))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: key.id })
    .encrypt(keyOf(key, handle))
  return `${handleOf(handle)}.${jwe}`
}

/** Opens a token at a moment by the store's clock (milliseconds); null for one that is expired, altered, another's, or no such token. */
export async function open(token: string, keys: readonly SessionKey[], now: number): Promise<Content | null> {
  if (!isSealedToken(token)) return null
  try {
    const { payload } = await jwtDecrypt(
      token.slice(handleOf(token).length + 1),
      ({ kid }) => {
        const key = keys.find(({ id }) => id === kid)
        if (!key) throw new errors.JWEDecryptionFailed()
        return keyOf(key, token)
      },
      {
        audience: AUDIENCE,
        currentDate: new Date(now),
        requiredClaims: ['exp'],
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
        maxDecompressedLength: 0,
      },
    )
    const content = contentOf(payload as unknown as Claims)
    return now < expiresAt(content) ? content : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

function contentOf({ v, u, c, s, i, e, a, d }: Claims): Content {
  return {
    userId: u ?? null,
    createdAt: c,
    lastSeenAt: s,
    idleMs: i,
    absoluteEnd: e,
    version: v,
    attributes: new Map(Object.entries(a)),
    applied: d,
  }
}
