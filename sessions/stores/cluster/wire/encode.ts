import { isUint8Array } from 'node:util/types'

/** How deeply arrays and objects may be nested; a cycle is found by it too. */
export const MAX_DEPTH = 64
/** A larger working buffer is not kept for the next message. */
const KEEP_BYTES = 64 * 1024

let spare: Buffer | undefined

/**
 * Writes a message as MessagePack (github.com/msgpack/msgpack/blob/master/spec.md). It takes what `decode` gives back unchanged and no more:
 * null, undefined, booleans, numbers, bigints of 64 bits, strings, bytes (`Uint8Array`; come back as `Buffer`), arrays and plain objects
 * of these, with any key. Lone surrogates become U+FFFD.
 * @throws TypeError for anything else (a Map, a Date, a function), so that nothing is lost on the way unnoticed; RangeError when it is
 * nested more than {@link MAX_DEPTH} deep or a bigint is too large
 */
export function encode(message: unknown): Buffer {
  const writer = new Writer(spare ?? Buffer.allocUnsafeSlow(4096))
  // A getter of the message may encode something itself.
  spare = undefined
  writer.write(message, 0)
  const bytes = Buffer.from(writer.buffer.subarray(0, writer.end))
  if (writer.buffer.length <= KEEP_BYTES) spare = writer.buffer
  return bytes
}

class Writer {
  end = 0
  constructor(public buffer: Buffer) {}

  write(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'string':
        this.#string(value)
        break
      case 'number':
        this.#number(value)
        break
      case 'boolean':
        this.#byte(value ? 0xc3 : 0xc2)
        break
      case 'undefined':
        // An extension of type 0, as other libraries do.
        this.#head(0xd4, 2, 0)
        break
      case 'bigint':
        this.#bigint(value)
        break
      case 'object':
        if (value === null) this.#byte(0xc0)
        else this.#object(value, depth)
        break
      default:
        throw new TypeError(`A ${typeof value} cannot be sent to another replica.`)
    }
  }

  #object(value: object, depth: number): void {
    if (depth === MAX_DEPTH) throw new RangeError(`A message may be nested ${MAX_DEPTH} deep at most.`)
    if (Array.isArray(value)) {
      this.#length(value.length, 0x90, 15, 0xdc)
      for (const item of value) this.write(item, depth + 1)
    } else if (isUint8Array(value)) {
      this.#length(value.length, 0, -1, 0xc5, 0xc4)
      this.#reserve(value.length)
      this.buffer.set(value, this.end)
      this.end += value.length
    } else {
      const prototype: unknown = Object.getPrototypeOf(value)
      // Of any realm: bundlers and test runners have several.
      if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
        throw new TypeError(`A ${value.constructor?.name ?? 'class instance'} cannot be sent to another replica.`)
      const keys = Object.keys(value)
      this.#length(keys.length, 0x80, 15, 0xde)
      for (const key of keys) {
        this.#string(key)
        this.write((value as Record<string, unknown>)[key], depth + 1)
      }
    }
  }

  #string(value: string): void {
    const length = Buffer.byteLength(value)
    this.#length(length, 0xa0, 31, 0xda, 0xd9)
    this.#reserve(length)
    this.end += this.buffer.write(value, this.end)
  }

  #number(value: number): void {
    if (value >>> 0 === value && !Object.is(value, -0)) {
      if (value < 0x80) this.#byte(value)
      else if (value <= 0xff) this.#head(0xcc, 1, value)
      else if (value <= 0xffff) this.#head(0xcd, 2, value)
      else this.#head(0xce, 4, value)
    } else if (value >> 0 === value && value !== 0) {
      if (value >= -0x20) this.#byte(value + 0x100)
      else this.#head(0xd2, 4, value >>> 0)
    } else {
      this.#byte(0xcb)
      this.#reserve(8)
      this.end = this.buffer.writeDoubleBE(value, this.end)
    }
  }

  #bigint(value: bigint): void {
    this.#byte(value < 0n ? 0xd3 : 0xcf)
    this.#reserve(8)
    this.end = value < 0n ? this.buffer.writeBigInt64BE(value, this.end) : this.buffer.writeBigUInt64BE(value, this.end)
  }

  /** A kind with its length: in one byte with it up to `short`, then in 8 bits where there is such a form, in 16 and in 32. */
  #length(length: number, fixed: number, short: number, wide: number, narrow?: number): void {
    if (length <= short) this.#byte(fixed + length)
    else if (narrow !== undefined && length <= 0xff) this.#head(narrow, 1, length)
    else if (length <= 0xffff) this.#head(wide, 2, length)
    else this.#head(wide + 1, 4, length)
  }

  #head(token: number, bytes: 1 | 2 | 4, value: number): void {
    this.#byte(token)
    this.#reserve(bytes)
    this.end = this.buffer.writeUIntBE(value, this.end, bytes)
  }

  #byte(value: number): void {
    this.#reserve(1)
    this.buffer[this.end++] = value
  }

  #reserve(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.end + bytes))
    this.buffer.copy(larger, 0, 0, this.end)
    this.buffer = larger
  }
}
