import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { FrameRefused } from './frame-reader'

const MAGIC = Buffer.from('hopw')
/** Of this protocol; a member that speaks another one is refused. */
const VERSION = 1
const NONCE_BYTES = 32
const KEY_BYTES = 32

const HELLO_BYTES = MAGIC.length + 1 + NONCE_BYTES
const PROOF_BYTES = 32

/** The side that opened the connection, and the one that accepted it. */
export type Role = 'dialler' | 'listener'

/** What both sides of a connection compute alike, each for itself. */
export type Keys = {
  /** What a side sends to prove that it has the secret. */
  readonly proof: Readonly<Record<Role, Buffer>>
  /** What a side seals with: AES-256. */
  readonly key: Readonly<Record<Role, Buffer>>
}

/** The first frame of either side: four letters, the version, and a nonce that was never used before. */
export function newHello(): Buffer {
  return Buffer.concat([MAGIC, Buffer.from([VERSION]), randomBytes(NONCE_BYTES)])
}

/** @throws FrameRefused when it is not one, or of another version */
export function checkHello(hello: Buffer): void {
  if (!hello.subarray(0, MAGIC.length).equals(MAGIC)) throw new FrameRefused('garbage', 'not a replica')
  const version = hello[MAGIC.length]
  if (version !== VERSION) throw new FrameRefused('garbage', `version ${version} of the protocol, not ${VERSION}`)
}

/**
 * The keys of one connection: HKDF-SHA256 (RFC 5869) of the secret, salted with both nonces, so that no two connections have the same.
 * Each side and purpose has its own: a proof that is sent back to its sender is not the one it waits for. The hellos hold all that was
 * said before, hence a proof is an HMAC of them.
 */
export function deriveKeys(secret: Buffer, diallersHello: Buffer, listenersHello: Buffer): Keys {
  const transcript = Buffer.concat([diallersHello, listenersHello])
  const salt = Buffer.concat([diallersHello.subarray(-NONCE_BYTES), listenersHello.subarray(-NONCE_BYTES)])
  const all = Buffer.from(hkdfSync('sha256', secret, salt, `hopcart wire ${VERSION}`, 4 * KEY_BYTES))
  const part = (index: number) => all.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES)
  const prove = (key: Buffer) => createHmac('sha256', key).update(transcript).digest()
  return {
    proof: { dialler: prove(part(0)), listener: prove(part(1)) },
    key: { dialler: part(2), listener: part(3) },
  }
}

/** Compares in constant time. @throws FrameRefused when the other side has another secret, or repeats what it once heard */
export function checkProof(received: Buffer, expected: Buffer): void {
  if (received.length !== expected.length || !timingSafeEqual(received, expected)) throw new FrameRefused('unauthentic', 'a wrong secret')
}

/**
 * One side of a handshake. The one that dialled sends a hello, the other one answers with its own; then the one that dialled proves that it has the secret, and only then the other
 * does: a stranger that dials learns a nonce.
 */
export class Handshake {
  readonly hello = newHello()
  readonly #secret: Buffer
  readonly #role: Role
  #keys: Keys | undefined

  constructor(secret: Buffer, role: Role) {
    this.#secret = secret
    this.#role = role
  }

  /** How many bytes the next frame of the other side has. */
  get expects(): number {
    return this.#keys ? PROOF_BYTES : HELLO_BYTES
  }

  /**
   * Takes the next frame of the other side. Gives what is to be sent, and at the end the keys for both directions.
   * @throws FrameRefused when it is not what it must be
   */
  take(body: Buffer): { readonly reply?: Buffer; readonly keys?: { readonly own: Buffer; readonly others: Buffer } } {
    const isDialler = this.#role === 'dialler'
    if (!this.#keys) {
      checkHello(body)
      this.#keys = isDialler ? deriveKeys(this.#secret, this.hello, body) : deriveKeys(this.#secret, body, this.hello)
      return { reply: isDialler ? this.#keys.proof.dialler : this.hello }
    }
    const { proof, key } = this.#keys
    checkProof(body, isDialler ? proof.listener : proof.dialler)
    return isDialler
      ? { keys: { own: key.dialler, others: key.listener } }
      : { reply: proof.listener, keys: { own: key.listener, others: key.dialler } }
  }
}
