import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, applied, change, given, guest, renewal, set, someId, someUser } from '../../contract/place'
import { SessionTooLarge } from '../../errors'
import type { AttributeValue, Step } from '../../session'
import { applySteps } from '../../steps'
import { MAX_TOKEN_BYTES } from './size'
import { openTestStore } from './testing'

describe('two tabs of one browser', () => {
  test('overwrite each other: the cookie that arrives last has its own change only', async () => {
    const { store } = openTestStore()
    const { token } = await guest(store, [add('cart:chair')])
    const [one, other] = await Promise.all([store.change(token, change(add('cart:lamp'))), store.change(token, change(add('cart:vase')))])
    expect((await store.read(applied(one).token ?? ''))?.attributes).toEqual({ 'cart:chair': 1, 'cart:lamp': 1 })
    expect((await store.read(applied(other).token ?? ''))?.attributes).toEqual({ 'cart:chair': 1, 'cart:vase': 1 })
    expect([applied(one).session.version, applied(other).session.version]).toEqual([2, 2])
  })

  test('one after the other they lose nothing', async () => {
    const { store } = openTestStore()
    const { token } = await guest(store)
    const first = applied(await store.change(token, change(add('cart:lamp'))))
    const second = applied(await store.change(first.token ?? '', change(add('cart:vase'))))
    expect(second.session.attributes).toEqual({ 'cart:lamp': 1, 'cart:vase': 1 })
  })
})

describe('the 4,096 bytes of a cookie', () => {
  const lines = (count: number): Step[] => Array.from({ length: count }, (_, i) => set(`cart:p-product-${i}`, 1))

  test('a change that would not fit is refused in bytes, and the session is as it was', async () => {
    const { store } = openTestStore()
    const { session, token } = await guest(store, lines(20))
    const refused = await store.change(token, change(...lines(400))).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(SessionTooLarge)
    expect(refused).toMatchObject({ name: 'SessionTooLarge', max: 4096 })
    expect((refused as SessionTooLarge).bytes).toBeGreaterThan(4096)
    expect(await store.read(token)).toEqual(session)
    await expect(guest(store, lines(400))).rejects.toThrow(SessionTooLarge)
    await expect(store.renew(token, await renewal(store, someUser(), { steps: lines(400) }))).rejects.toThrow(SessionTooLarge)
    const less = applied(await store.change(token, change(...lines(19).map((step) => ({ delete: 'set' in step ? step.set : '' })))))
    expect(less.token?.length).toBeLessThan(token.length)
  })

  test('bytes are counted, not characters', async () => {
    const { store } = openTestStore()
    const { token } = await guest(store)
    await expect(store.change(token, change(set('note', '🛒'.repeat(750))))).rejects.toThrow(SessionTooLarge)
    expect(applied(await store.change(token, change(set('note', 'x'.repeat(1500))))).session.version).toBe(2)
  })

  test('the fullest one that fits still slides and can be emptied', async () => {
    const { store, advance } = openTestStore()
    const { token: empty } = await guest(store)
    let token: string | undefined
    for (let length = 2900; !token; length--) {
      const answer = await store.change(empty, change(set('note', 'x'.repeat(length)))).catch(() => null)
      token = answer === null ? undefined : applied(answer).token
    }
    expect(token.length).toBeLessThanOrEqual(MAX_TOKEN_BYTES)
    expect(token.length).toBeGreaterThan(MAX_TOKEN_BYTES - 2)
    advance(60_000)
    const slid = given(await store.slide?.(token))
    expect(slid.token).toHaveLength(token.length)
    const all = Object.keys(slid.session.attributes).map((key) => ({ delete: key }))
    expect(applied(await store.change(slid.token, change(...all))).session.attributes).toEqual({})
  })
})

describe('random changes', () => {
  const key = fc.constantFrom('cart:a', 'cart:b', '__proto__', 'ü 🛒', 'constructor', '7')
  const count = fc.integer({ min: -5, max: 9 })
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      set: key,
      value: fc.oneof(
        count,
        fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\u0000')),
      ),
    }),
    fc.record({ delete: key }),
    fc.record({ add: key, by: count, max: fc.integer({ min: 0, max: 8 }), over: fc.constantFrom('refuse', 'clamp') }),
  )

  test('across changes, slides and sign-ins the token holds what the reference says, and any replica opens it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.array(step, { maxLength: 4 }), fc.constantFrom('change', 'slide', 'renew')), { maxLength: 14 }),
        async (all) => {
          const { store, keys, advance } = openTestStore()
          const replica = openTestStore(keys)
          let { token } = await guest(store)
          let model = new Map<string, AttributeValue>()
          const userId = someUser()
          for (const [steps, how] of all) {
            const next = new Map(model)
            const fits = attempt(() => applySteps(next, steps))
            if (how === 'slide') {
              advance(60_000)
              replica.advance(60_000)
              token = given(await store.slide?.(token)).token
            } else {
              const tried =
                how === 'change'
                  ? store.change(token, { id: someId(), steps })
                  : store.renew(token, await renewal(store, userId, { steps }))
              const answer = await tried.catch(() => null)
              expect(answer !== null).toBe(fits)
              if (!fits) continue
              model = next
              token = applied(answer).token ?? ''
            }
            const read = given(await replica.store.read(token))
            expect(new Map(Object.entries(read.attributes))).toEqual(model)
          }
        },
      ),
      { numRuns: 100 },
    )
  })
})

function attempt(run: () => void): boolean {
  try {
    run()
    return true
  } catch {
    return false
  }
}
