import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader, type FrameRefused } from './frame-reader'

const framed = (body: Uint8Array) => {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt32BE(body.length)
  return Buffer.concat([prefix, body])
}

test('frames are the same whatever chunks they come in', () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 20 })
  fc.assert(
    fc.property(bodies, fc.infiniteStream(fc.integer({ min: 1, max: 60 })), (all, sizes) => {
      const reader = new FrameReader()
      reader.expect(1, 50)
      const stream = Buffer.concat(all.map(framed))
      const found: Buffer[] = []
      for (let at = 0; at < stream.length; ) {
        const size = sizes.next().value as number
        reader.push(stream.subarray(at, at + size))
        at += size
        for (let body = reader.next(); body; body = reader.next()) found.push(body)
      }
      expect(found).toEqual(all.map((body) => Buffer.from(body)))
      expect(reader.isAmidFrame).toBe(false)
    }),
  )
})

test('a length out of bounds is refused before its body arrives', () => {
  const why = (length: number) => {
    const reader = new FrameReader()
    reader.expect(17, 100)
    const prefix = Buffer.alloc(4)
    prefix.writeUInt32BE(length)
    reader.push(prefix)
    try {
      return reader.next()
    } catch (error) {
      return (error as FrameRefused).why
    }
  }
  expect([0, 16, 17, 100, 101, 2 ** 32 - 1].map(why)).toEqual(['garbage', 'garbage', undefined, undefined, 'oversized', 'oversized'])
})

test('it knows whether it stands amid a frame', () => {
  const reader = new FrameReader()
  reader.expect(1, 10)
  const bytes = framed(Buffer.from([1, 2, 3]))
  for (const [at] of bytes.entries()) {
    reader.push(bytes.subarray(at, at + 1))
    const body = reader.next()
    expect(reader.isAmidFrame).toBe(!body)
  }
  expect(reader.isAmidFrame).toBe(false)
})
