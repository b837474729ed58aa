import { expect, test } from 'vitest'
import { absorb } from './absorb'
import { EMPTY_PART } from './merge'
import { LIFETIME } from './testing/scene'
import { AGAIN, isInherited, LAST, OLD, ONE, OTHER, Side } from './testing/side'

test('what moved to a session that turns out to be a fork stays with the heir alone', () => {
  const [one, other] = [new Side(1), new Side(2)]
  one.do({ do: 'create', id: OLD, change: { id: 'open', steps: [] }, lifetime: LIFETIME, userId: null, fence: null })
  other.learn(one, OLD)
  one.renew(OLD, ONE)
  one.add(ONE, 'cart:own')
  other.add(OLD, 'cart:late')
  one.learn(other, OLD)
  expect(one.attributes(ONE)).toEqual({ 'cart:own': 1, 'cart:late': 1 })
  other.renew(OLD, OTHER)
  one.learn(other, OTHER, OLD)
  other.learn(one, OLD, ONE)
  for (const side of [one, other]) {
    expect(side.attributes(ONE)).toEqual({ 'cart:own': 1 })
    expect(side.attributes(OTHER)).toEqual({ 'cart:late': 1 })
  }
})

/** All orders of three things. */
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

test.each(ORDERS)(
  'a fork that was renewed itself keeps what was added to it and no more, in whatever order it is learned (%i, %i, %i)',
  (...order) => {
    const [one, other] = [new Side(1), new Side(2)]
    one.do({
      do: 'create',
      id: OLD,
      change: { id: 'open', steps: [{ add: 'cart:1', by: 1 }] },
      lifetime: LIFETIME,
      userId: null,
      fence: null,
    })
    other.learn(one, OLD)
    one.renew(OLD, ONE)
    one.add(ONE, 'cart:own')
    one.renew(ONE, AGAIN)
    one.add(AGAIN, 'cart:later')
    other.renew(OLD, OTHER)
    const ids = [OLD, ONE, AGAIN]
    other.learn(one, ...order.map((index) => ids[index] ?? ''))
    one.learn(other, OLD, OTHER)
    // After healing, it is renewed once more.
    one.renew(AGAIN, LAST)
    for (const side of [one, other]) {
      side.learn(side === one ? other : one, AGAIN, LAST)
      expect(side.attributes(OTHER)).toEqual({ 'cart:1': 1 })
      expect(side.attributes(AGAIN)).toEqual({ 'cart:own': 1, 'cart:later': 1 })
      expect(side.attributes(LAST)).toEqual({ 'cart:own': 1, 'cart:later': 1 })
    }
    for (const id of [...ids, OTHER]) expect(one.digest(id), id).toEqual(other.digest(id))
  },
)

test('a session that is retired before the one that it was renewed from takes nothing in', () => {
  const side = new Side(1)
  side.do({ do: 'create', id: OLD, change: { id: 'open', steps: [] }, lifetime: LIFETIME, userId: null, fence: null })
  side.renew(OLD, ONE)
  const other = new Side(2)
  other.learn(side, OLD, ONE)
  other.renew(ONE, AGAIN)
  absorb(other.table, isInherited, ONE, { ...EMPTY_PART, isRetired: true })
  const late = new Side(3)
  late.do({
    do: 'create',
    id: OLD,
    change: { id: 'late', steps: [{ add: 'cart:1', by: 1 }] },
    lifetime: LIFETIME,
    userId: null,
    fence: null,
  })
  expect(() => other.learn(late, OLD)).not.toThrow()
})

test('what moved late to a fork and on to its own successor stays with the heir alone', () => {
  const [one, other, third] = [new Side(1), new Side(2), new Side(3)]
  one.do({ do: 'create', id: OLD, change: { id: 'open', steps: [] }, lifetime: LIFETIME, userId: null, fence: null })
  other.learn(one, OLD)
  third.learn(one, OLD)
  one.renew(OLD, ONE)
  other.add(OLD, 'cart:late')
  third.learn(other, OLD)
  one.learn(other, OLD)
  one.renew(ONE, AGAIN)
  third.renew(OLD, OTHER)
  one.learn(third, OLD, OTHER)
  expect(one.attributes(AGAIN)).toEqual({})
  expect(one.attributes(OTHER)).toEqual({ 'cart:late': 1 })
})

test.each(ORDERS)(
  'a fork that was renewed with steps keeps those, though it is found to be a fork later (learned in the order %i, %i, %i)',
  (...order) => {
    const [one, other] = [new Side(1), new Side(2)]
    const change = { id: 'open', steps: [{ add: 'cart:1', by: 3 }] }
    one.do({ do: 'create', id: OLD, change, lifetime: LIFETIME, userId: null, fence: null })
    other.learn(one, OLD)
    one.renew(OLD, ONE, [{ add: 'cart:taken', by: 1 }])
    one.add(ONE, 'cart:own')
    const steps = [{ add: 'cart:saved', by: 2 }, { add: 'cart:own', by: 4 }, { delete: 'cart:taken' }, { set: 'theme', value: 'dark' }]
    one.renew(ONE, AGAIN, steps)
    one.add(AGAIN, 'cart:later')
    one.renew(AGAIN, LAST, [{ add: 'cart:last', by: 1 }])
    other.renew(OLD, OTHER)
    const ids = [ONE, AGAIN, LAST]
    other.learn(one, ...order.map((index) => ids[index] ?? ''), OLD)
    one.learn(other, OTHER, OLD)
    for (const side of [one, other]) {
      expect(side.attributes(OTHER)).toEqual({ 'cart:1': 3 })
      expect(side.attributes(AGAIN)).toEqual({ 'cart:own': 5, 'cart:saved': 2, 'cart:later': 1, theme: 'dark' })
      expect(side.attributes(LAST)).toEqual({ 'cart:own': 5, 'cart:saved': 2, 'cart:later': 1, 'cart:last': 1, theme: 'dark' })
    }
    for (const id of [OLD, OTHER, ...ids]) expect(one.digest(id), id).toEqual(other.digest(id))
  },
)
