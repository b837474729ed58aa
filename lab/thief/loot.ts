import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'

/** So long a copied cookie can be used. */
const LIFE = '10 minutes'
const ENCRYPTION = 'A256GCM'

/**
 * Seals a copied session cookie, so that the page which keeps it never sees the token (JWE, RFC 7516). `of` says whose it is and what it
 * was called: it opens for no other.
 */
export function sealLoot(token: string, of: string): Promise<string> {
  const header = { alg: 'dir', enc: ENCRYPTION }
  return new EncryptJWT({ token }).setProtectedHeader(header).setAudience(of).setExpirationTime(LIFE).encrypt(key())
}

/** The token in it; null for what {@link sealLoot} did not make, or made for another `of`, or more than ten minutes ago. */
export async function openLoot(loot: string, of: string): Promise<string | null> {
  const options = { audience: of, keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: [ENCRYPTION], requiredClaims: ['exp'] }
  try {
    const { payload } = await jwtDecrypt(loot, key(), options)
    return typeof payload.token === 'string' ? payload.token : null
  } catch {
    return null
  }
}

/** A key of its own: nothing else that is sealed or signed with the same secret is loot. */
function key(): Uint8Array {
  const secret = process.env.NEXTAUTH_SECRET
  if (!secret) throw new Error('NEXTAUTH_SECRET is not set. Set it to 32 characters or more, the same on all replicas.')
  return new Uint8Array(hkdfSync('sha256', secret, '', 'hopcart lab loot', 32))
}
