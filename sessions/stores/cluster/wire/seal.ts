import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { FrameRefused, PREFIX_BYTES } from './frame-reader'

const CIPHER = 'aes-256-gcm'
export const TAG_BYTES = 16
/** After so many frames the key is replaced, far below what AES-GCM allows for one (NIST SP 800-38D, RFC 8446 section 5.5). */
const FRAMES_PER_KEY = 2 ** 20

/** One direction of a connection: a key, and the number of the next frame, which is never sent. */
class Direction {
  #key: Buffer
  #frames = 0
  readonly nonce = Buffer.alloc(12)

  constructor(
    key: Buffer,
    private readonly framesPerKey: number,
  ) {
    this.#key = key
  }

  /** The key for the next frame, whose number is then in `nonce`. */
  advance(): Buffer {
    if (this.#frames === this.framesPerKey) {
      this.#key = Buffer.from(hkdfSync('sha256', this.#key, '', 'hopcart wire next key', this.#key.length))
      this.#frames = 0
    }
    this.nonce.writeUInt32BE(this.#frames++, 8)
    return this.#key
  }
}

/** Seals what is sent, in the order in which it is sent. */
export class Sealer {
  readonly #direction: Direction
  constructor(key: Buffer, framesPerKey = FRAMES_PER_KEY) {
    this.#direction = new Direction(key, framesPerKey)
  }

  /** The whole frame: length, the sealed message, and its tag. */
  seal(message: Buffer): Buffer {
    const key = this.#direction.advance()
    const cipher = createCipheriv(CIPHER, key, this.#direction.nonce)
    const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length + TAG_BYTES)
    frame.writeUInt32BE(message.length + TAG_BYTES)
    cipher.update(message).copy(frame, PREFIX_BYTES)
    cipher.final()
    cipher.getAuthTag().copy(frame, PREFIX_BYTES + message.length)
    return frame
  }
}

/** Opens what was sealed, in the same order. */
export class Opener {
  readonly #direction: Direction
  constructor(key: Buffer, framesPerKey = FRAMES_PER_KEY) {
    this.#direction = new Direction(key, framesPerKey)
  }

  /** @throws FrameRefused when it is not exactly the frame that follows the last one */
  open(body: Buffer): Buffer {
    const key = this.#direction.advance()
    const end = body.length - TAG_BYTES
    const decipher = createDecipheriv(CIPHER, key, this.#direction.nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(body.subarray(end))
    const message = decipher.update(body.subarray(0, end))
    try {
      decipher.final()
    } catch {
      throw new FrameRefused('unauthentic', 'a frame that is not the next one of this connection')
    }
    return message
  }
}
