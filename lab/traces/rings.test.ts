import { expect, test } from 'vitest'
import { Rings } from './rings'

test('of each key the last are kept, oldest first', () => {
  const rings = new Rings<number>(10, 3)
  for (let i = 0; i < 5; i++) rings.add('a', i)
  expect(rings.of('a')).toEqual([2, 3, 4])
  expect(rings.of('b')).toEqual([])
})

test('of many keys those are kept that were used last; asking is a use', () => {
  const rings = new Rings<number>(2, 3)
  rings.add('a', 1)
  rings.add('b', 2)
  rings.of('a')
  rings.add('c', 3)
  expect([rings.of('a'), rings.of('b'), rings.of('c')]).toEqual([[1], [], [3]])
})
