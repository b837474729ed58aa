import fc from 'fast-check'
import { expect } from 'vitest'
import { type InvalidChange, LimitExceeded } from '../errors'
import type { AttributeValue, Step } from '../session'
import { applySteps } from '../steps'
import { applied, guest, pairs, type RuleGroup, someId } from './place'

const key = fc.constantFrom('cart:a', 'cart:b', '__proto__', 'ü 🛒')
const quantity = fc.oneof(fc.integer({ min: -5, max: 9 }), fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0))
const value = fc.oneof(quantity, fc.constantFrom('', '3', '007', 'text'))
const limits = fc.record({ max: fc.integer({ min: 0, max: 8 }), over: fc.constantFrom('refuse', 'clamp') }, { requiredKeys: [] })
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ set: key, value }), weight: 2 },
  { arbitrary: fc.record({ delete: key }), weight: 1 },
  {
    arbitrary: fc
      .tuple(key, quantity, limits)
      .map(([add, by, { max, over }]) => ({ add, by, ...(max !== undefined && { max }), ...(over && { over }) })),
    weight: 5,
  },
)
const changes = fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 12 })

/** Lua, PL/pgSQL and TypeScript must count alike: random changes are compared with the reference, step by step. */
export const modelRules: RuleGroup = (rule) => {
  rule('random changes end where the reference says', async ({ a, b }) => {
    await fc.assert(
      fc.asyncProperty(changes, async (all) => {
        const { token } = await guest(a)
        let model = new Map<string, AttributeValue>()
        for (const [i, steps] of all.entries()) {
          const next = new Map(model)
          const refused = attempt(() => applySteps(next, steps))
          const change = { id: someId(), steps }
          if (!refused) {
            model = next
            expect(pairs(applied(await (i % 2 ? b : a).change(token, change)).session)).toEqual(sorted(model))
          } else {
            const theirs = await a.change(token, change).catch((error: unknown) => error)
            expect(theirs).toMatchObject(described(refused))
          }
        }
        expect(pairs(await b.read(token))).toEqual(sorted(model))
      }),
      { numRuns: 60 },
    )
  })
}

const sorted = (model: ReadonlyMap<string, AttributeValue>) => [...model].sort(([x], [y]) => (x < y ? -1 : 1))

const described = (error: LimitExceeded | InvalidChange) =>
  error instanceof LimitExceeded ? { name: error.name, key: error.key, current: error.current, max: error.max } : { name: error.name }

function attempt(run: () => void): LimitExceeded | InvalidChange | null {
  try {
    run()
    return null
  } catch (error) {
    return error as LimitExceeded | InvalidChange
  }
}
