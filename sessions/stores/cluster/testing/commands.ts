import fc from 'fast-check'

/** One step of a history. Members and shoppers are numbers, taken modulo how many there are. */
export type Command = { readonly wait: number } & (
  | { readonly do: 'add'; readonly shopper: number; readonly at: number; readonly by: number }
  | { readonly do: 'retry'; readonly at: number; readonly pick: number }
  | { readonly do: 'set'; readonly shopper: number; readonly at: number; readonly value: number }
  | { readonly do: 'renew'; readonly shopper: number; readonly at: number; readonly full: boolean }
  | { readonly do: 'end'; readonly shopper: number; readonly at: number }
  | { readonly do: 'endAll'; readonly shopper: number; readonly at: number }
  /** Long enough for everything to settle. */
  | { readonly do: 'rest' }
  | { readonly do: 'cut'; readonly groups: readonly number[]; readonly ms: number }
  | { readonly do: 'pause'; readonly member: number; readonly ms: number }
  | { readonly do: 'crash'; readonly member: number; readonly ms: number }
  | { readonly do: 'noise'; readonly loss: number; readonly duplication: number; readonly ms: number }
)

export type History = {
  readonly members: number
  readonly seed: number
  /** Whether shoppers sign out. Where they do not, everything that was acknowledged has to be there at the end. */
  readonly ends: boolean
  readonly commands: readonly Command[]
}

const wait = fc.integer({ min: 0, max: 400 })
const shopper = fc.integer({ min: 0, max: 1 })
const at = fc.integer({ min: 0, max: 4 })
const ms = fc.integer({ min: 100, max: 8_000 })

const work = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('add' as const), wait, shopper, at, by: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('retry' as const), wait, at, pick: fc.nat(100) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('set' as const), wait, shopper, at, value: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('renew' as const), wait, shopper, at, full: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), wait, shopper, at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('endAll' as const), wait, shopper, at }) },
)

const fault = fc.oneof(
  fc.record({ do: fc.constant('rest' as const), wait: fc.constant(16_000) }),
  fc.record({
    do: fc.constant('cut' as const),
    wait,
    ms,
    groups: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 }),
  }),
  fc.record({ do: fc.constant('pause' as const), wait, member: at, ms }),
  fc.record({ do: fc.constant('crash' as const), wait, member: at, ms }),
  fc.record({
    do: fc.constant('noise' as const),
    wait,
    ms,
    loss: fc.double({ min: 0, max: 0.1, noNaN: true }),
    duplication: fc.double({ min: 0, max: 0.2, noNaN: true }),
  }),
)

/** Histories of 2 to 5 members: mostly work, now and then a fault. */
export const histories: fc.Arbitrary<History> = fc.record({
  members: fc.integer({ min: 2, max: 5 }),
  seed: fc.nat(),
  ends: fc.boolean(),
  commands: fc.array(fc.oneof({ weight: 5, arbitrary: work }, { weight: 1, arbitrary: fault }), { minLength: 5, maxLength: 45 }),
})
