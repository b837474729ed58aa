import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from './decode'
import { encode, MAX_DEPTH } from './encode'

const leaf = fc.oneof(
  fc.constantFrom(null, undefined, true, false, -0, 2 ** 32, 2 ** 53, -(2 ** 31) - 1, Number.NaN, Number.POSITIVE_INFINITY),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
)
const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', ''), fc.string({ unit: 'grapheme' }))
const { message } = fc.letrec((tie) => ({
  message: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('message')), fc.dictionary(key, tie('message'), { noNullPrototype: true })),
}))

/** Not by `toStrictEqual`, which takes the value of a key named "constructor" for the type. */
function expectSame(value: unknown): void {
  deepStrictEqual(decode(encode(value)), value)
}

test('what was encoded is decoded unchanged', () => {
  fc.assert(fc.property(message, expectSame))
})

test('lengths on both sides of each form', () => {
  for (const length of [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536]) {
    const array = Array.from({ length }, (_, i) => i)
    const map = Object.fromEntries(array.map((i) => [`k${i}`, i]))
    for (const value of ['ü'.repeat(length), Buffer.alloc(length, 7), array, map]) expectSame(value)
  }
})

/** From the specification of MessagePack, so that the bytes are those of any other library. */
const KNOWN: [unknown, string][] = [
  [null, 'c0'],
  [true, 'c3'],
  [127, '7f'],
  [128, 'cc80'],
  [256, 'cd0100'],
  [65_536, 'ce00010000'],
  [-1, 'ff'],
  [-33, 'd2ffffffdf'],
  [1.5, 'cb3ff8000000000000'],
  ['a', 'a161'],
  [Buffer.from([1]), 'c40101'],
  [[1, 'a'], '9201a161'],
  [{ a: [] }, '81a16190'],
  [-1n, 'd3ffffffffffffffff'],
]

test('the bytes are those of the specification', () => {
  for (const [value, hex] of KNOWN) expect(encode(value).toString('hex')).toBe(hex)
})

test('what would not arrive as it is, is refused', () => {
  const cycle: unknown[] = []
  cycle.push(cycle)
  for (const value of [
    new Map(),
    new Set(),
    new Date(),
    /x/,
    () => 1,
    Symbol('x'),
    new Error('x'),
    new Float64Array(1),
    [{ a: new Map() }],
  ])
    expect(() => encode(value)).toThrow(TypeError)
  for (const value of [cycle, 2n ** 64n, -(2n ** 63n) - 1n]) expect(() => encode(value)).toThrow(RangeError)
  expectSame('left nothing behind')
})

test('an object that encodes another one in a getter', () => {
  const value = {
    a: 'x'.repeat(10),
    get b() {
      return encode('inner'.repeat(100)).length
    },
    c: 1,
  }
  expect(decode(encode(value))).toStrictEqual({ a: 'xxxxxxxxxx', b: 503, c: 1 })
})

test('nothing else is decoded: records, references, regular expressions, dates, endless lengths, depths', () => {
  const refused = [
    '',
    'c1', // never used
    'd4724091a161', // a record, as msgpackr has them
    'd6690000000190', // an object with an id
    'd67000000001', // a reference to it
    'c7037892a16100', // a regular expression
    'd6ff00000000', // a date
    'ca00000000', // a float of 32 bits
    'ddffffffff',
    'dfffffffff',
    'dbffffffff',
    'c6ffffffff',
    '8101c0', // a key that is a number
    '8190c0', // a key that is an array
    'c0c0', // something after it
    'cb00', // cut off
    `${'91'.repeat(MAX_DEPTH + 1)}c0`,
    '81a161'.repeat(100_000),
    '91'.repeat(100_000),
  ]
  for (const hex of refused) expect(() => decode(Buffer.from(hex, 'hex')), hex.slice(0, 20)).toThrow(Error)
})

test('random bytes are refused, or mean what their encoding means', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all)),
    fc.tuple(message, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
      const all = encode(value)
      all[at % all.length] = byte
      return all
    }),
  )
  let decoded = 0
  fc.assert(
    fc.property(bytes, (all) => {
      let value: unknown
      try {
        value = decode(all)
      } catch {
        return
      }
      decoded++
      expectSame(value)
    }),
    { numRuns: 2000 },
  )
  expect(decoded).toBeGreaterThan(0)
})
