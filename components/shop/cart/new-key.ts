/** A random key for one intent. `crypto.randomUUID` exists on https and localhost only; a shop in the local network has neither. */
export function newKey(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
