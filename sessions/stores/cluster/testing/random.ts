import { createHash } from 'node:crypto'

/** Numbers that look random and repeat themselves from the same seed (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound)
  }

  /** A token of the right shape. */
  token(tag?: string): string {
    const secret = createHash('sha256').update(String(this.next())).digest('base64url')
    return `${tag ?? secret.slice(0, 8)}.${createHash('sha256').update(secret).digest('base64url')}`
  }
}
