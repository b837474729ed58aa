import { expect } from 'vitest'
import { InvalidChange } from '../errors'
import type { AttributeValue, Step } from '../session'
import { MAX_KEY_LENGTH, MAX_STEPS, MAX_VALUE_LENGTH } from '../steps'
import { add, applied, change, given, guest, LONG, lines, pairs, type RuleGroup, renewal, set, signedIn, someId, someUser } from './place'

const TEXTS = [
  '',
  ' ',
  'plain',
  '0',
  '12',
  '007',
  '-1',
  '1e3',
  '9007199254740993',
  'null',
  'true',
  '[]',
  '{"a":1}',
  '"quoted" \'single\' `back`',
  'back\\slash \\u0000 \\n',
  'line\nfeed\r\ntab\tend',
  '\u0001\u001f\u007f\u0085\u2028\u2029\ufeff',
  'grüße, ñandú, Ελληνικά, 日本語',
  'שלום العربية \u202eoverride\u202c',
  '👩‍👩‍👧‍👦🛒🏴‍☠️ \u{10ffff}',
  'e\u0301 is not \u00e9',
  '%s $1 {{y}} <b>&amp;</b> ; DROP TABLE',
  'x'.repeat(MAX_VALUE_LENGTH),
  '🛒'.repeat(MAX_VALUE_LENGTH / 2),
]
const NUMBERS = [0, 1, -1, 12, 100_000_000_000_000, 2 ** 31, 2 ** 32, -(2 ** 31), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
const KEYS = [
  'k',
  ' spaces around ',
  '0',
  '7',
  '007',
  '-1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'cart:ü',
  'cart:🛒',
  'العربية',
  'e\u0301',
  '\u00e9',
  'a.b:c/d{e}[f]*?',
  '"quoted\\',
  "o'clock",
  'id',
  'userId',
  'version',
  'new\nline',
  '\u0001',
  'k'.repeat(MAX_KEY_LENGTH),
  'ü'.repeat(MAX_KEY_LENGTH),
]
const LONE = ['\ud800', 'a\udc00b', '\udc00\ud800']

const numbered = (values: readonly AttributeValue[]) => values.map((value, i) => set(`v${i}`, value))
const sorted = (steps: readonly Step[]) => new Map(steps.flatMap((step) => ('set' in step ? [[step.set, step.value] as const] : [])))

/** What an attribute may be called and hold: it comes back as it went in, from every method, or no store takes it. */
export const valueRules: RuleGroup = (rule) => {
  for (const [what, steps] of [
    ['text', numbered(TEXTS)],
    ['number', numbered(NUMBERS)],
    ['key', KEYS.map((key, i) => set(key, i % 2 ? `value ${i}` : i))],
  ] as const) {
    rule(`every ${what} comes back as it went in`, async ({ a, b }) => {
      const expected = [...sorted(steps)].sort(([x], [y]) => (x < y ? -1 : 1))
      const userId = someUser()
      const made = await signedIn(a, userId, { change: { id: someId(), steps } })
      expect(pairs(made.session)).toEqual(expected)
      expect(pairs(await b.read(made.token))).toEqual(expected)
      expect(pairs(await b.peek(made.session.id))).toEqual(expected)
      const { token } = await guest(b)
      expect(pairs(applied(await a.change(token, { id: someId(), steps })).session)).toEqual(expected)
      const renewed = given(await a.renew(token, await renewal(a, userId)))
      expect(pairs(renewed.session)).toEqual(expected)
      expect(pairs(renewed.before)).toEqual(expected)
      expect((await b.list(userId)).map(pairs)).toEqual([expected, expected])
      expect(pairs(await b.end(renewed.token))).toEqual(expected)
    })
  }

  rule('minus zero is zero', async ({ a }) => {
    const { session, token } = await guest(a, [set('z', -0)])
    expect(Object.is(session.attributes.z, 0)).toBe(true)
    expect(Object.is((await a.read(token))?.attributes.z, 0)).toBe(true)
  })

  rule('a value may change its kind', async ({ a, b }) => {
    const { token } = await guest(a, [set('x', '12'), set('y', 12)])
    await a.change(token, change(set('x', 12), set('y', '12')))
    expect((await b.read(token))?.attributes).toEqual({ x: 12, y: '12' })
    expect(applied(await b.change(token, change(add('x')))).session.attributes.x).toBe(13)
  })

  rule('every key can be counted and deleted', async ({ a, b }) => {
    const { token } = await guest(a)
    const counted = applied(await a.change(token, { id: someId(), steps: KEYS.map((key) => add(key, 2)) }))
    expect(pairs(counted.session)).toEqual([...KEYS].sort((x, y) => (x < y ? -1 : 1)).map((key) => [key, 2]))
    const emptied = applied(await b.change(token, { id: someId(), steps: KEYS.map((key) => ({ delete: key })) }))
    expect(pairs(emptied.session)).toEqual([])
  })

  rule('what some store could not keep is InvalidChange in all, and applies nothing', async ({ a, b }) => {
    const badText = ['a\u0000b', '\u0000', ...LONE]
    const badNames = [...badText, '', 'k'.repeat(MAX_KEY_LENGTH + 1)]
    const badSteps: Step[] = [
      ...badNames.flatMap((key) => [set(key, 1), add(key), { delete: key }]),
      ...[...badText, 'x'.repeat(MAX_VALUE_LENGTH + 1)].map((text) => set('k', text)),
      ...[0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)].flatMap((n) => [set('k', n), add('k', n)]),
      ...[-1, 0.5, Number.NaN, 2 ** 53].map((max): Step => ({ add: 'k', by: 1, max })),
    ]
    const userId = someUser()
    const { session, token } = await guest(a, [add('cart:p1')])
    const good = await renewal(a, userId)
    for (const bad of badSteps) {
      const steps = [set('note', 'half'), bad]
      await expect(a.change(token, { id: someId(), steps }), JSON.stringify(bad).slice(0, 60)).rejects.toThrow(InvalidChange)
      await expect(a.create({ change: { id: someId(), steps }, lifetime: LONG })).rejects.toThrow(InvalidChange)
      await expect(a.renew(token, { ...good, steps })).rejects.toThrow(InvalidChange)
    }
    for (const id of badNames) await expect(a.change(token, { id, steps: [add('cart:p1')] })).rejects.toThrow(InvalidChange)
    await expect(a.change(token, change(...lines(MAX_STEPS + 1)))).rejects.toThrow(InvalidChange)
    expect(await b.read(token)).toEqual(session)
    expect(await a.list(userId)).toEqual([])
  })

  rule('a change id may be any name', async ({ a, b }) => {
    const { token } = await guest(a)
    for (const id of KEYS) for (const store of [a, b]) await store.change(token, { id, steps: [add('n')] })
    expect((await a.read(token))?.attributes).toEqual({ n: KEYS.length })
  })

  rule('a cart of 1,000 lines lives through every method', async ({ a, b }) => {
    const userId = someUser()
    const { token } = await guest(a, lines(1000))
    const more = lines(1000).map((step) => add('set' in step ? step.set : '', 1))
    expect(Object.keys(applied(await b.change(token, { id: someId(), steps: more })).session.attributes)).toHaveLength(1000)
    const renewed = given(await a.renew(token, await renewal(a, userId, { steps: more })))
    const expected = pairs((await guest(a, lines(1000, 3))).session)
    expect(pairs(renewed.session)).toEqual(expected)
    expect(pairs(await b.read(renewed.token))).toEqual(expected)
    expect(pairs((await b.list(userId))[0] ?? null)).toEqual(expected)
    expect(pairs(await b.end(renewed.token))).toEqual(expected)
  })

  rule('a change may have as many steps as allowed', async ({ a }) => {
    const { session } = await guest(a, lines(MAX_STEPS))
    expect(Object.keys(session.attributes)).toHaveLength(MAX_STEPS)
  })
}
