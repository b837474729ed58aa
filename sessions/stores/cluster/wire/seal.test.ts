import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { FrameRefused } from './frame-reader'
import { checkHello, checkProof, deriveKeys, newHello } from './handshake'
import { Opener, Sealer } from './seal'

const bodyOf = (frame: Buffer) => frame.subarray(4)
const secret = randomBytes(32)

test('frames open in the order in which they were sealed, also past a change of the key', () => {
  const [sealer, opener] = [new Sealer(secret, 10), new Opener(secret, 10)]
  for (let i = 0; i < 35; i++) {
    const message = Buffer.from(`message ${i}`)
    const frame = sealer.seal(message)
    expect(frame.readUInt32BE()).toBe(frame.length - 4)
    expect(frame.includes(message)).toBe(false)
    expect(opener.open(bodyOf(frame))).toEqual(message)
  }
  const stale = new Opener(secret, 1000)
  const again = new Sealer(secret, 10)
  for (let i = 0; i < 10; i++) stale.open(bodyOf(again.seal(Buffer.from('x'))))
  expect(() => stale.open(bodyOf(again.seal(Buffer.from('x')))), 'the old key').toThrow(FrameRefused)
})

test('a replayed, left out, swapped, altered or shortened frame is refused', () => {
  const sealer = new Sealer(secret)
  const [first, second] = [sealer.seal(Buffer.from('first')), sealer.seal(Buffer.from('second'))].map(bodyOf) as [Buffer, Buffer]
  const opener = () => {
    const opener = new Opener(secret)
    return opener
  }
  const afterFirst = opener()
  afterFirst.open(first)
  expect(() => afterFirst.open(first), 'replayed').toThrow(FrameRefused)
  expect(() => opener().open(second), 'the first one left out').toThrow(FrameRefused)
  for (let bit = 0; bit < first.length * 8; bit++) {
    const altered = Buffer.from(first)
    altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7))
    expect(() => opener().open(altered), `bit ${bit}`).toThrow(FrameRefused)
  }
  for (let length = 17; length < first.length; length++) expect(() => opener().open(first.subarray(0, length))).toThrow(FrameRefused)
})

test('every connection, side and purpose has its own key', () => {
  const [a, b, c] = [newHello(), newHello(), newHello()]
  const all = [deriveKeys(secret, a, b), deriveKeys(secret, b, a), deriveKeys(secret, a, c), deriveKeys(randomBytes(32), a, b)]
  const values = all.flatMap(({ proof, key }) => [proof.dialler, proof.listener, key.dialler, key.listener])
  expect(new Set(values.map((value) => value.toString('hex'))).size).toBe(16)
  expect(deriveKeys(secret, a, b)).toEqual(all[0])
})

test('only the right hello and the right proof pass', () => {
  const hello = newHello()
  checkHello(hello)
  const wrongVersion = Buffer.from(hello)
  wrongVersion[4] = 2
  expect(() => checkHello(wrongVersion)).toThrow('version 2')
  expect(() => checkHello(Buffer.alloc(hello.length))).toThrow(FrameRefused)
  const { proof } = deriveKeys(secret, hello, newHello())
  checkProof(proof.listener, proof.listener)
  expect(() => checkProof(proof.dialler, proof.listener), 'sent back').toThrow(FrameRefused)
})
