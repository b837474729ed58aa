import { expect } from 'vitest'
import { ChangeConflict, InvalidChange, LimitExceeded } from '../errors'
import { APPLIED_MS } from '../session'
import { add, applied, change, guest, pairs, type RuleGroup, set, someId } from './place'

/** How steps count, what is refused whole, and that a change id counts once. */
export const changeRules: RuleGroup = (rule) => {
  rule('a change applies all of its steps in order, as one version', async ({ a, b }) => {
    const { token } = await guest(a, [set('cart:p1', 1), set('note', 'x')])
    const { session, token: cookie } = applied(
      await b.change(
        token,
        change(add('cart:p1', 2), { delete: 'note' }, set('cart:p2', 5), add('cart:p2', -1), { delete: 'never-there' }),
      ),
    )
    expect(session.version).toBe(2)
    expect(cookie).toBeUndefined()
    expect(pairs(session)).toEqual([
      ['cart:p1', 3],
      ['cart:p2', 4],
    ])
    expect(await a.read(token)).toEqual(session)
  })

  rule('a change without steps is applied too', async ({ a }) => {
    const { token } = await guest(a, [set('x', 1)])
    const { session } = applied(await a.change(token, change()))
    expect(session).toMatchObject({ version: 2, attributes: { x: 1 } })
  })

  rule('a counter at or below 0 is removed', async ({ a }) => {
    const { token } = await guest(a, [set('one', 1), set('two', 2), set('zero', 0), set('negative', -3)])
    const { session } = applied(
      await a.change(token, change(add('one', -1), add('two', -5), add('zero', 0), add('negative', 1), add('new', -1))),
    )
    expect(pairs(session)).toEqual([])
  })

  rule('add refuses beyond max, and nothing of the change is applied', async ({ a, b }) => {
    const { session, token } = await guest(a, [set('cart:p1', 1)])
    const over = change(set('note', 'half'), add('cart:p1', 2), { add: 'cart:p1', by: 3, max: 5, over: 'refuse' })
    const refused = await a.change(token, over).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(LimitExceeded)
    // `current` is what the step found: the change's own earlier steps count.
    expect(refused).toMatchObject({ key: 'cart:p1', current: 3, max: 5 })
    await expect(a.change(token, change({ add: 'cart:p1', by: 5, max: 5 }))).rejects.toMatchObject({ current: 1, max: 5 })
    await expect(a.change(token, change({ add: 'cart:new', by: 1, max: 0 }))).rejects.toMatchObject({ key: 'cart:new', current: 0, max: 0 })
    expect(await b.read(token)).toEqual(session)
  })

  rule('add up to max, clamped to max, and down from above max', async ({ a }) => {
    const { token } = await guest(a, [set('exact', 1), set('clamped', 4), set('lowered', 9), set('down', 9), set('still', 9)])
    const { session } = applied(
      await a.change(
        token,
        change(
          { add: 'exact', by: 4, max: 5 },
          { add: 'clamped', by: 4, max: 5, over: 'clamp' },
          { add: 'lowered', by: 1, max: 5, over: 'clamp' },
          { add: 'down', by: -1, max: 5 },
          { add: 'still', by: 0, max: 5 },
          { add: 'none', by: 1, max: 0, over: 'clamp' },
        ),
      ),
    )
    expect(session.attributes).toEqual({ exact: 5, clamped: 5, lowered: 5, down: 8, still: 9 })
  })

  rule('add on text, or beyond safe integers, is InvalidChange and applies nothing', async ({ a, b }) => {
    const { session, token } = await guest(a, [set('text', '12'), set('top', Number.MAX_SAFE_INTEGER)])
    for (const bad of [add('text'), add('top'), add('top', Number.MAX_SAFE_INTEGER)])
      await expect(a.change(token, change(set('note', 'half'), bad))).rejects.toThrow(InvalidChange)
    expect(await b.read(token)).toEqual(session)
  })

  rule('a refused change may be tried again under its id, with another max', async ({ a }) => {
    const { token } = await guest(a, [set('cart:p1', 1)])
    const id = someId()
    await expect(a.change(token, { id, steps: [{ add: 'cart:p1', by: 3, max: 2 }] })).rejects.toThrow(LimitExceeded)
    const { session } = applied(await a.change(token, { id, steps: [{ add: 'cart:p1', by: 3, max: 4 }] }))
    expect(session.attributes).toEqual({ 'cart:p1': 4 })
    const again = applied(await a.change(token, { id, steps: [{ add: 'cart:p1', by: 3, max: 2 }] }))
    expect(again.session).toMatchObject({ version: 2, attributes: { 'cart:p1': 4 } })
  })

  rule('a repeated change is applied once and answers the current session', async ({ a, b }) => {
    const { token } = await guest(a)
    const once = change(add('cart:p1'))
    await a.change(token, once)
    await a.change(token, change(add('cart:p2')))
    const { session } = applied(await b.change(token, once))
    expect(session).toMatchObject({ version: 3, attributes: { 'cart:p1': 1, 'cart:p2': 1 } })
  })

  rule("the first change's id counts as applied", async ({ a, b }) => {
    const first = change(add('cart:p1', 2))
    const { session, token } = await a.create({ change: first, lifetime: { idleMs: 60_000, absoluteMs: 60_000 } })
    expect(applied(await b.change(token, first)).session).toMatchObject({ version: 1, attributes: session.attributes })
    await expect(b.change(token, { id: first.id, steps: [add('cart:p1', 3)] })).rejects.toThrow(ChangeConflict)
  })

  rule('the same change id with other steps is a conflict', async ({ a, b }) => {
    const { token } = await guest(a)
    const { id } = change()
    const { session } = applied(await a.change(token, { id, steps: [set('note', '1')] }))
    for (const other of [set('note', 1), set('nota', '1'), { delete: 'note' }, add('note')])
      await expect(b.change(token, { id, steps: [other] })).rejects.toMatchObject({ name: 'ChangeConflict', changeId: id })
    expect(await a.read(token)).toEqual(session)
  })

  rule('change ids are counted per session', async ({ a }) => {
    const same = change(add('cart:p1'))
    const [one, other] = [await guest(a), await guest(a)]
    await a.change(one.token, same)
    expect(applied(await a.change(other.token, same)).session.attributes).toEqual({ 'cart:p1': 1 })
  })

  rule('a change id is remembered for ten minutes and then forgotten', async ({ a, b, advance }) => {
    const { token } = await guest(a)
    const first = change(add('cart:p1'))
    await a.change(token, first)
    advance(APPLIED_MS - 10_000)
    expect(applied(await b.change(token, first)).session.attributes).toEqual({ 'cart:p1': 1 })
    advance(11_000)
    expect(applied(await a.change(token, { ...first, steps: [add('cart:p1', 5)] })).session.attributes).toEqual({ 'cart:p1': 6 })
  })
}
