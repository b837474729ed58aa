/**
 * Two numbers of 32 bits that stand for a set of things. Sets are combined by XOR, so the order in which a member learned of things
 * does not show, and a thing can be taken out again. Not for secrets: it finds differences between honest members.
 */
export type Digest = readonly [number, number]

export const NOTHING: Digest = [0, 0]

/** The digest of a text: two passes of multiply and mix over its UTF-16 units, 64 bits in all. */
export function digestOf(text: string): Digest {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    b = Math.imul(b ^ unit, 0x5f356495)
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return [a >>> 0, b >>> 0]
}

/** Puts one into the other, or takes it out again. */
export function combine(one: Digest, other: Digest): Digest {
  return [(one[0] ^ other[0]) >>> 0, (one[1] ^ other[1]) >>> 0]
}

export function isSameDigest(one: Digest, other: Digest): boolean {
  return one[0] === other[0] && one[1] === other[1]
}

/**
 * A digest under another one: unlike in a set, two that are the same under two keys do not take each other away.
 */
export function keyed(key: Digest, digest: Digest): Digest {
  return [mixed(key[0] ^ mixed(digest[0] + 0x9e3779b9)), mixed(key[1] ^ mixed(digest[1] + 0x7f4a7c15))]
}

/** The end of MurmurHash3 (Appleby 2011): every bit changes half of the others. */
export function mixed(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
