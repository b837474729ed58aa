import fc from 'fast-check'

/** One step of a history. Members, shoppers and picks are numbers, taken modulo how many there are. */
export type Command = { readonly wait: number } & (Work | Story | Passing | Fault | Move)

export type Work =
  | { readonly do: 'create'; readonly shopper: number; readonly at: number; readonly by: number; readonly signedIn: boolean }
  | { readonly do: 'add'; readonly shopper: number; readonly at: number; readonly by: number }
  | { readonly do: 'retry'; readonly at: number; readonly pick: number }
  | { readonly do: 'set'; readonly shopper: number; readonly at: number; readonly value: number }
  | { readonly do: 'read'; readonly at: number; readonly pick: number }
  /** Signs in, or renews where somebody is signed in: at each of these members at once, and as these users in turn. */
  | {
      readonly do: 'renew'
      readonly shopper: number
      readonly ats: readonly number[]
      readonly others: boolean
      readonly full: boolean
    }
  | { readonly do: 'end'; readonly shopper: number; readonly at: number }
  | { readonly do: 'endAll'; readonly shopper: number; readonly at: number }

/** What only goes wrong when several things meet. */
export type Story =
  /** A sign-in whose owner is stopped after so many milliseconds, and that is tried again elsewhere when others have taken over. */
  | { readonly do: 'stumble'; readonly shopper: number; readonly again: number; readonly delay: number; readonly ms: number }
  /** A sign-out while a member is cut off for longer than anything is remembered that can be forgotten. */
  | { readonly do: 'exile'; readonly shopper: number; readonly member: number }
  /** Many changes, so many milliseconds apart, while a member stops and starts again. */
  | { readonly do: 'bustle'; readonly shopper: number; readonly member: number; readonly gap: number }

/** Time that passes, or (`skip`) that only the store's clocks have passed, so that hours cost nothing. */
type Passing = { readonly do: 'rest' } | { readonly do: 'skip'; readonly ms: number }

/** What fails, for so many milliseconds. */
export type Fault =
  | { readonly do: 'cut'; readonly groups: readonly number[]; readonly ms: number }
  | { readonly do: 'sever'; readonly one: number; readonly other: number; readonly ms: number }
  | { readonly do: 'pause'; readonly member: number; readonly ms: number }
  | { readonly do: 'crash'; readonly member: number; readonly ms: number }
  | { readonly do: 'noise'; readonly loss: number; readonly duplication: number; readonly ms: number }

/** What somebody does who runs the members: stops one and starts it again, or each in turn, or starts one more. */
type Move =
  | { readonly do: 'leave'; readonly member: number; readonly ms: number }
  | { readonly do: 'roll'; readonly ms: number }
  | { readonly do: 'join' }

export type History = {
  readonly members: number
  /** So many of them are there from the beginning. */
  readonly first: number
  readonly seed: number
  /** Whether shoppers sign out. Where they do not, everything that was acknowledged has to be there at the end. */
  readonly ends: boolean
  /** Whether members may crash while another one is out of order: that may cost what only those two had. */
  readonly reckless: boolean
  /** By how much the store's clock of the first member is wrong, in milliseconds. */
  readonly skew: number
  readonly commands: readonly Command[]
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const wait = fc.integer({ min: 0, max: 400 })
const shopper = fc.integer({ min: 0, max: 1 })
const at = fc.integer({ min: 0, max: 4 })
const by = fc.integer({ min: 1, max: 3 })
const pick = fc.nat(100)
const ms = fc.integer({ min: 100, max: 8_000 })
const groups = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 5, maxLength: 5 })
const is = <Kind extends string>(kind: Kind) => fc.constant(kind)

const work: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: is('create'), wait, shopper, at, by, signedIn: fc.boolean() }) },
  { weight: 16, arbitrary: fc.record({ do: is('add'), wait, shopper, at, by }) },
  { weight: 6, arbitrary: fc.record({ do: is('retry'), wait, at, pick }) },
  { weight: 2, arbitrary: fc.record({ do: is('set'), wait, shopper, at, value: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 14, arbitrary: fc.record({ do: is('read'), wait, at, pick }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: is('renew'),
      wait,
      shopper,
      ats: fc.array(at, { minLength: 1, maxLength: 3 }),
      others: fc.boolean(),
      full: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: is('end'), wait, shopper, at }) },
  { weight: 2, arbitrary: fc.record({ do: is('endAll'), wait, shopper, at }) },
)

/** Long enough for everything to settle; now and then, for everything to be folded. */
const rest = fc.record({ do: is('rest'), wait: fc.oneof({ weight: 12, arbitrary: fc.constant(16_000) }, fc.constant(11 * MINUTE)) })
const skip = fc.record({ do: is('skip'), wait, ms: fc.constantFrom(MINUTE, 11 * MINUTE, 40 * MINUTE, 3 * HOUR) })
const cut = fc.record({ do: is('cut'), wait, groups, ms: fc.oneof({ weight: 20, arbitrary: ms }, fc.constantFrom(90_000, 12 * MINUTE)) })
const pause = fc.record({ do: is('pause'), wait, member: at, ms: fc.oneof({ weight: 10, arbitrary: ms }, fc.constant(90_000)) })
const crash = fc.record({ do: is('crash'), wait, member: at, ms })
const loss = fc.double({ min: 0, max: 0.1, noNaN: true })
const noise = fc.record({ do: is('noise'), wait, ms, loss, duplication: fc.double({ min: 0, max: 0.2, noNaN: true }) })
const sever = fc.record({ do: is('sever'), wait, one: at, other: at, ms })
const delay = fc.integer({ min: 0, max: 25 })
const stumble = fc.record({
  do: is('stumble'),
  wait: fc.constantFrom(0, 4_000),
  shopper,
  again: at,
  delay,
  ms: fc.integer({ min: 2_400, max: 3_300 }),
})
const exile = fc.record({ do: is('exile'), wait: fc.constant(42_000), shopper, member: at })
const bustle = fc.record({ do: is('bustle'), wait: fc.constant(1_000), shopper, member: at, gap: fc.integer({ min: 2, max: 30 }) })
const leave = fc.record({ do: is('leave'), wait, member: at, ms })
const roll = fc.record({ do: is('roll'), wait, ms: fc.integer({ min: 0, max: 2_000 }) })
const join = fc.record({ do: is('join'), wait })

const OUTSIDE = [rest, rest, rest, rest, skip, cut, cut, cut, sever, pause, noise, leave, join]

/** Histories of 2 to 5 members: mostly work, now and then a fault or a move of members. */
function historiesOf(...outside: fc.Arbitrary<Command>[]): fc.Arbitrary<History> {
  return fc.record({
    members: fc.integer({ min: 2, max: 5 }),
    first: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
    ends: fc.boolean(),
    reckless: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
    skew: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constantFrom(-4 * MINUTE, 4 * MINUTE)),
    commands: fc.array(
      fc.oneof(
        { weight: 30, arbitrary: work },
        { weight: 5, arbitrary: fc.oneof(...outside) },
        { weight: 1, arbitrary: fc.oneof(stumble, exile, bustle) },
      ),
      {
        minLength: 5,
        maxLength: 60,
      },
    ),
  })
}

export const histories = historiesOf(...OUTSIDE, crash, crash, roll)
/** Where a change may be acknowledged before others have it, nothing may crash. */
export const historiesWithoutCrash = historiesOf(...OUTSIDE, roll)
