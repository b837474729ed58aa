import { MAX_DEPTH } from './encode'

/**
 * Reads what `encode` writes, and nothing else that MessagePack could hold: no records, regular expressions, errors or references, no
 * keys but strings. Every length is checked against the bytes that are left before anything is allocated for it. `__proto__` is a key
 * like any other. Bytes are copied, so that a small piece does not keep its frame in memory.
 * @throws Error when it is anything else, cut off, nested too deep, or followed by more
 */
export function decode(bytes: Buffer): unknown {
  const reader = new Reader(bytes)
  const message = reader.read(0)
  if (reader.at !== bytes.length) throw new Error(`There are ${bytes.length - reader.at} bytes after the message.`)
  return message
}

class Reader {
  at = 0
  readonly #bytes: Buffer
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  read(depth: number): unknown {
    const token = this.#unsigned(1)
    if (token < 0x80) return token
    if (token >= 0xe0) return token - 0x100
    if (token < 0x90) return this.#map(token - 0x80, depth)
    if (token < 0xa0) return this.#array(token - 0x90, depth)
    if (token < 0xc0) return this.#string(token - 0xa0)
    switch (token) {
      case 0xc0:
        return null
      case 0xc2:
        return false
      case 0xc3:
        return true
      case 0xc4:
      case 0xc5:
        return this.#binary(this.#unsigned(token === 0xc4 ? 1 : 2))
      case 0xc6:
        return this.#binary(this.#unsigned(4))
      case 0xcb:
        return this.#bytes.readDoubleBE(this.#take(8))
      case 0xcc:
        return this.#unsigned(1)
      case 0xcd:
        return this.#unsigned(2)
      case 0xce:
        return this.#unsigned(4)
      case 0xcf:
        return this.#bytes.readBigUInt64BE(this.#take(8))
      case 0xd2:
        return this.#bytes.readInt32BE(this.#take(4))
      case 0xd3:
        return this.#bytes.readBigInt64BE(this.#take(8))
      case 0xd4:
        if (this.#unsigned(2) === 0) return undefined
        break
      case 0xd9:
        return this.#string(this.#unsigned(1))
      case 0xda:
        return this.#string(this.#unsigned(2))
      case 0xdb:
        return this.#string(this.#unsigned(4))
      case 0xdc:
      case 0xdd:
        return this.#array(this.#unsigned(token === 0xdc ? 2 : 4), depth)
      case 0xde:
      case 0xdf:
        return this.#map(this.#unsigned(token === 0xde ? 2 : 4), depth)
    }
    throw new Error(`Nothing that is sent starts with the byte ${token}.`)
  }

  #array(length: number, depth: number): unknown[] {
    this.#checkNested(length, depth)
    const array: unknown[] = []
    for (let i = 0; i < length; i++) array.push(this.read(depth + 1))
    return array
  }

  #map(length: number, depth: number): Record<string, unknown> {
    this.#checkNested(length * 2, depth)
    const map: Record<string, unknown> = {}
    for (let i = 0; i < length; i++) {
      const key = this.read(MAX_DEPTH)
      if (typeof key !== 'string') throw new Error('A key is not a string.')
      const value = this.read(depth + 1)
      // Plain assignment is quick, and would set the prototype for one name.
      if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
      else map[key] = value
    }
    return map
  }

  /** Every item takes a byte at least. */
  #checkNested(items: number, depth: number): void {
    if (depth >= MAX_DEPTH) throw new Error('It is nested too deep.')
    if (items > this.#bytes.length - this.at) throw new Error('It is cut off.')
  }

  #string(length: number): string {
    const from = this.#take(length)
    return this.#bytes.toString('utf8', from, from + length)
  }

  #binary(length: number): Buffer {
    const from = this.#take(length)
    return Buffer.from(this.#bytes.subarray(from, from + length))
  }

  #unsigned(bytes: 1 | 2 | 4): number {
    return this.#bytes.readUIntBE(this.#take(bytes), bytes)
  }

  /** Where the next bytes start. */
  #take(bytes: number): number {
    if (bytes > this.#bytes.length - this.at) throw new Error('It is cut off.')
    const from = this.at
    this.at += bytes
    return from
  }
}
