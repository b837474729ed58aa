import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'

/** A browser drops a cookie of more than 4,096 bytes without a word; this leaves room for its name and attributes. */
const MOST_BYTES = 3_000
/** Of AES-GCM (NIST SP 800-38D). */
const [NONCE_BYTES, TAG_BYTES] = [12, 16]

const texts = z.record(z.string(), z.string())
const carried = z.strictObject({
  id: z.string(),
  state: z.strictObject({ form: z.string(), message: z.string(), errors: texts, values: texts }).partial(),
})

/** What the cookie carries: a form's state, and the id by which the page that reads it knows that it is meant. */
export type Carried = z.infer<typeof carried>

/**
 * A cookie's value that every browser keeps. What was typed is the first to go, then the messages by field. Sealed: others can put cookies
 * into a browser (a neighbour's domain, plain http), and others can read them; neither gets a word into a page, nor an address out.
 */
export function encode({ id, state }: Carried): string {
  const { values: _, ...told } = state
  const { errors: __, ...least } = told
  return (
    [state, told].map((part) => written({ id, state: part })).find((value) => value.length <= MOST_BYTES) ?? written({ id, state: least })
  )
}

/** Null for anything that {@link encode} did not make. */
export function decode(value: string | undefined): Carried | null {
  const text = unsealed(Buffer.from(value ?? '', 'base64url'))
  return text === null ? null : (carried.safeParse(JSON.parse(text)).data ?? null)
}

/** ASCII, so that its length is its bytes; the text's own length is not: one character of it takes up to four. */
function written(what: Carried): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key(), nonce)
  const sealed = [cipher.update(JSON.stringify(what), 'utf8'), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url')
}

function unsealed(bytes: Buffer): string | null {
  const start = NONCE_BYTES + TAG_BYTES
  if (bytes.length <= start) return null
  const decipher = createDecipheriv('aes-256-gcm', key(), bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, start))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(start)), decipher.final()]).toString()
  } catch {
    return null // not ours, or altered
  }
}

/** A key of its own: nothing else that is sealed or signed with the same secret is a refusal. */
function key(): Buffer {
  const secret = process.env.NEXTAUTH_SECRET
  if (!secret) throw new Error('NEXTAUTH_SECRET is not set. Set it to 32 characters or more, the same on all replicas.')
  return Buffer.from(hkdfSync('sha256', secret, '', 'hopcart refused form', 32))
}
