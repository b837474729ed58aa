import { createCipheriv, createDecipheriv, createHmac, hash, randomFillSync } from 'node:crypto'

/**
 * Tokens: `<tag>.<secret>`, both base64url. The tag (6 random bytes) routes: `renew` keeps it, and keys of one session share it.
 * The secret is 256 bits from the system's CSPRNG (OWASP ASVS 5.0, 7.2.3 asks for 128).
 */
const TOKEN = /^([A-Za-z0-9_-]{8})\.([A-Za-z0-9_-]{43})$/
/** How long that is. A sealed token (store `stateless`) begins with such a one, its handle, by which its session is known. */
const HANDLE_LENGTH = 8 + 1 + 43
/** After the handle, and a dot: a JWE in its compact form (RFC 7516, 7.1), encrypted directly, so that its second part is empty. */
const SEALED = /^[A-Za-z0-9_-]{8}\.[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
/** No cookie is longer (RFC 6265, 6.1). */
const LONGEST = 4096

const TAG_BYTES = 6
const SECRET_BYTES = 32
const IV_BYTES = 12

/** A new token; pass the old token's tag to keep the session's place. */
export function newToken(tag?: string): string {
  return `${tag ?? random(TAG_BYTES).toString('base64url')}.${random(SECRET_BYTES).toString('base64url')}`
}

const pool = Buffer.alloc(4096)
let unused = 0

/** From the system's CSPRNG, many at a time: each call to it has a fixed cost that shows at thousands of sign-ins a second. */
function random(length: number): Buffer {
  if (unused < length) {
    randomFillSync(pool)
    unused = pool.length
  }
  unused -= length
  const bytes = Buffer.from(pool.subarray(unused, unused + length))
  pool.fill(0, unused, unused + length) // what became a token stays nowhere else
  return bytes
}

/** Whether a text has the shape of a token that leads to a place; anything else is nobody's session there and needs no look-up. */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** Whether a text has the shape of a token that holds the session itself. */
export function isSealedToken(text: string): boolean {
  return text.length <= LONGEST && SEALED.test(text)
}

/** The part of a token that names its session: the whole of an ordinary one, the beginning of a sealed one. */
export function handleOf(token: string): string {
  return token.slice(0, HANDLE_LENGTH)
}

/** The id of the session that a text from outside names, whichever shape of token it has; undefined when it has none. */
export function idNamedBy(text: string): string | undefined {
  return isToken(text) || isSealedToken(text) ? idOf(text) : undefined
}

/** Whether a text is as long as a token that leads to a place: no other is worth a hash. */
export function isTokenLong(text: string): boolean {
  return text.length === HANDLE_LENGTH
}

/** The routing tag of a token or of a session id. */
export function tagOf(tokenOrId: string): string {
  return tokenOrId.slice(0, tokenOrId.indexOf('.'))
}

/** The session id of a token: `<tag>.<SHA-256 of its handle, base64url>`. What is sealed changes with the session, and its id does not. */
export function idOf(token: string): string {
  return `${tagOf(token)}.${hashOf(token)}`
}

/** The second part of a token's session id, which is of this session alone. */
export function hashOf(token: string): string {
  return hash('sha256', handleOf(token), 'base64url')
}

/**
 * Seals the new token so that only the bearer of the old one can open it (AES-256-GCM under a key derived with HKDF-Expand, RFC 5869).
 * The store may hold the result: it is worth nothing without the old token, of which only the hash is stored.
 */
export function sealToken(newOne: string, oldOne: string): string {
  const iv = random(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', aliasKey(oldOne), iv)
  return Buffer.concat([iv, cipher.update(newOne, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** Opens what {@link sealToken} made; throws when the old token is another one or the text was altered. */
export function openToken(sealed: string, oldOne: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', aliasKey(oldOne), bytes.subarray(0, IV_BYTES), { authTagLength: 16 })
  decipher.setAuthTag(bytes.subarray(-16))
  return decipher.update(bytes.subarray(IV_BYTES, -16), undefined, 'utf8') + decipher.final('utf8')
}

/** HKDF-Expand, one block. RFC 5869 (3.3) lets the extract step go where the input is already a uniformly random key, as a token's 256 bits are. */
function aliasKey(token: string): Buffer {
  return createHmac('sha256', token).update('hopcart session alias\u0001').digest()
}
