import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_PART } from './merge'
import { pack, unpack } from './packed'
import type { Beginning, Effect, Operation, Successor } from './record'
import type { Stamp } from './stamp'

const count = fc.nat(2 ** 45)
const effects: fc.Arbitrary<Effect[]> = fc.array(
  fc.oneof(
    fc.tuple(fc.constant('set' as const), fc.string(), fc.oneof(fc.string(), fc.integer())),
    fc.tuple(fc.constant('add' as const), fc.string(), fc.integer()),
  ),
)
const operation: fc.Arbitrary<Operation> = fc
  .record({
    id: fc.string(),
    stamp: fc.tuple(fc.constantFrom(1, 2 ** 40), fc.oneof(fc.nat(4), count), fc.constantFrom('one', 'other')),
    fingerprint: fc.string(),
    at: count,
    effects: fc.option(effects),
    after: fc.option(fc.constantFrom<Stamp>([1, 2, 'one'], [1, 3, 'one'])),
  })
  .map(({ after, ...rest }) => (after ? { ...rest, after } : rest))

test('whatever was packed comes back, operations of several members and out of their times included', () => {
  fc.assert(
    fc.property(fc.array(operation), count, (operations, lastSeenAt) => {
      const record = { ...EMPTY_PART, lastSeenAt, operations }
      expect(unpack(pack(record))).toEqual(record)
    }),
  )
})

test('who is named once does not take up room again', () => {
  const each = (at: number): Operation => ({ id: `id ${at}`, stamp: [1, at % 100, 'a-member'], fingerprint: 'f', at, effects: null })
  const text = pack({ ...EMPTY_PART, operations: [each(1_700_000_000_000), each(1_700_000_000_001)] })
  expect(text.split('a-member')).toHaveLength(2)
  expect(text.split('1700000000000')).toHaveLength(3) // in the first one's id and time only
})

test('a session with all that one can have comes back', () => {
  const stamp = fc.tuple(count, count, fc.constantFrom('one', 'other'))
  const beginning: fc.Arbitrary<Beginning> = fc.record({
    userId: fc.option(fc.string()),
    createdAt: count,
    idleMs: count,
    absoluteEnd: count,
    from: fc.option(fc.string({ minLength: 1 })),
    attributes: fc.array(fc.tuple(fc.string(), fc.oneof(fc.string(), fc.integer()))),
    version: count,
    steps: fc.option(effects),
    since: fc.option(stamp),
    covers: fc.option(stamp),
    through: fc.option(stamp),
    digest: fc.tuple(count, count),
  })
  const successor: fc.Arbitrary<Successor> = fc.record({
    id: fc.string(),
    stamp,
    userId: fc.string(),
    sealedToken: fc.string(),
    grace: fc.constantFrom('powerless', 'full'),
    endsAt: count,
  })
  fc.assert(
    fc.property(beginning, fc.option(successor), count, fc.boolean(), (beginning, successor, lastSeenAt, isRetired) => {
      const record = { ...EMPTY_PART, beginning, successor, lastSeenAt, isRetired, fork: { at: [1, 2, 'one'] as const, cart: [] } }
      expect(unpack(pack(record))).toEqual(record)
    }),
  )
})
