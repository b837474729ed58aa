import type { RefusedFrame } from './counters'

/** Every frame starts with the length of its body: 4 bytes, the highest first. */
export const PREFIX_BYTES = 4

/** The other side sent what it must not: its connection is closed. */
export class FrameRefused extends Error {
  override readonly name = 'FrameRefused'
  constructor(
    readonly why: RefusedFrame,
    message: string,
  ) {
    super(message)
  }
}

/** Cuts a stream of bytes into frames, whatever chunks it arrives in. It keeps no more than what has arrived. */
export class FrameReader {
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #min = 0
  #max = 0
  /** The length of the next body, once its prefix was read. */
  #length: number | undefined

  /** How long the following bodies may be, in bytes. */
  expect(min: number, max: number): void {
    this.#min = min
    this.#max = max
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }

  /** Whether it holds the beginning of a frame. */
  get isAmidFrame(): boolean {
    return this.#bytes > 0 || this.#length !== undefined
  }

  /**
   * The next body, or undefined until more has arrived.
   * @throws FrameRefused for a length out of bounds, before anything is allocated for it
   */
  next(): Buffer | undefined {
    if (this.#length === undefined) {
      if (this.#bytes < PREFIX_BYTES) return undefined
      const length = this.#take(PREFIX_BYTES).readUInt32BE()
      if (length > this.#max) throw new FrameRefused('oversized', `a frame of ${length} bytes where ${this.#max} are allowed`)
      if (length < this.#min) throw new FrameRefused('garbage', `a frame of ${length} bytes where ${this.#min} are needed`)
      this.#length = length
    }
    if (this.#bytes < this.#length) return undefined
    const body = this.#take(this.#length)
    this.#length = undefined
    return body
  }

  /** Takes that many bytes, which are there, off the front; without copying where they are in one chunk. */
  #take(count: number): Buffer {
    this.#bytes -= count
    const first = this.#chunks[0] as Buffer
    if (first.length >= count) {
      if (first.length === count) this.#chunks.shift()
      else this.#chunks[0] = first.subarray(count)
      return first.subarray(0, count)
    }
    const taken = Buffer.allocUnsafe(count)
    let filled = 0
    let whole = 0
    for (const chunk of this.#chunks) {
      const copied = chunk.copy(taken, filled)
      filled += copied
      if (copied < chunk.length) {
        this.#chunks[whole] = chunk.subarray(copied)
        break
      }
      whole++
      if (filled === count) break
    }
    this.#chunks.splice(0, whole)
    return taken
  }
}
