import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UserIndex } from './user-index'

test('a user has the sessions that were added and not removed, however many', () => {
  const step = fc.record({ isAdded: fc.boolean(), id: fc.constantFrom('a', 'b', 'c'), userId: fc.constantFrom('one', 'other') })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const index = new UserIndex()
      const expected = { one: new Set<string>(), other: new Set<string>() }
      for (const { isAdded, id, userId } of steps) {
        index[isAdded ? 'add' : 'remove'](userId, id)
        expected[userId][isAdded ? 'add' : 'delete'](id)
        for (const user of ['one', 'other'] as const) expect(new Set(index.of(user))).toEqual(expected[user])
      }
    }),
  )
})
