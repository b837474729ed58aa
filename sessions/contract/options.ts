import { expect } from 'vitest'
import { add, applied, change, given, guest, type RuleGroup, renewal, someUser } from './place'

/** Rules for a pair that was opened with `aliasKeyPrefix: 'basket:'`. */
export const prefixRules: RuleGroup = (rule) => {
  rule('a powerless alias changes only the keys that it was given', async ({ a, b }) => {
    const { token } = await guest(a)
    const { token: next } = given(await a.renew(token, await renewal(a, someUser())))
    expect(await b.change(token, change(add('basket:p1')))).toBe('moved')
    expect(await b.change(token, change(add('cart:p1')))).toBeNull()
    expect((await a.read(next))?.attributes).toEqual({ 'basket:p1': 1 })
    expect(applied(await a.change(next, change(add('cart:p1')))).session.version).toBe(4)
  })
}

/** A closed store says so. This closes the pair, so it has one of its own. */
export const closingRules: RuleGroup = (rule) => {
  rule('a closed store is not ready, and its calls fail instead of hanging', async ({ a, b }) => {
    const { token } = await guest(a)
    for (const store of [a, b]) {
      await Promise.all([store.close(), store.close()])
      await store.close()
      expect(await store.ready()).toBe(false)
      await expect(store.read(token)).rejects.toMatchObject({ name: 'StoreUnavailable', operation: 'read' })
    }
  })
}
