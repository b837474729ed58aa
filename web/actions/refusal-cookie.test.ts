import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { decode, encode } from './refusal-cookie'

beforeEach(() => {
  vi.stubEnv('NEXTAUTH_SECRET', 'x'.repeat(32))
})

const id = '0d5a4a1e-5b0e-4b4e-9d0a-000000000001'
const message = 'The order did not go through. Try another card.'
const errors = { 'address.city': 'Enter the town.' }
const FIELDS = ['name', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'].map((field) => `address.${field}`)
const typed = (text: string) => Object.fromEntries(FIELDS.map((field) => [field, text]))

test('a form comes back as it was', () => {
  const state = { message, errors, values: typed('1 Main Street') }
  expect(decode(encode({ id, state }))).toEqual({ id, state })
})

test.each([
  ['Latin', 'x'.repeat(400)],
  ['Chinese, of fewer characters than the limit', '東京都千代田区丸の内'.repeat(10)],
  ['beyond the basic plane', '🏠'.repeat(100)],
  ['escaped by JSON', '"\\'.repeat(200)],
])('too much is left out, and the messages still come: %s', (_, text) => {
  const value = encode({ id, state: { message, errors, values: typed(text) } })
  expect(Buffer.byteLength(value)).toBeLessThanOrEqual(3_000)
  expect(decode(value)).toEqual({ id, state: { message, errors } })
})

test('what fits into the limit is counted in bytes of the cookie, not in characters of the form', () => {
  const values = typed('東'.repeat(60)) // 420 characters, 1,260 bytes, 1,680 in the cookie
  expect(decode(encode({ id, state: { message, values } }))?.state.values).toEqual(values)
})

test('even messages that are too long leave a cookie that a browser keeps', () => {
  expect(decode(encode({ id, state: { message, errors: typed('長'.repeat(200)) } }))?.state).toEqual({ message })
})

const plain = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([undefined, '', 'x', 'x'.repeat(38), 'x'.repeat(39), plain([]), plain({ id, state: { message: 'Call 0800 EVIL' } })])(
  '%j is nothing of ours',
  (value) => expect(decode(value)).toBeNull(),
)

test('it tells nobody what was typed, and not the same twice', () => {
  const state = { message, values: { 'address.city': 'Somewhere' } }
  const [one, two] = [encode({ id, state }), encode({ id, state })]
  expect(one).not.toBe(two)
  const bytes = Buffer.from(one, 'base64url').toString('latin1')
  for (const word of ['Somewhere', 'address', 'order', id]) expect(bytes).not.toContain(word)
})

test('altered anywhere, or sealed with another secret, it is nothing', () => {
  const value = encode({ id, state: { message } })
  for (let at = 0; at < value.length - 1; at++) {
    const other = value[at] === 'A' ? 'B' : 'A'
    expect(decode(value.slice(0, at) + other + value.slice(at + 1)), String(at)).toBeNull()
  }
  vi.stubEnv('NEXTAUTH_SECRET', randomUUID())
  expect(decode(value)).toBeNull()
  vi.stubEnv('NEXTAUTH_SECRET', '')
  expect(() => encode({ id, state: { message } })).toThrow(/NEXTAUTH_SECRET is not set/)
})

test('of another shape it is nothing, even if it was sealed here', () => {
  const wrong = [
    { id: 1, state: {} },
    { id, state: { message: 1 } },
    { id, state: { values: ['x'] } },
    { id, state: { html: 'x' } },
  ]
  for (const value of wrong) expect(decode(encode(value as never)), JSON.stringify(value)).toBeNull()
})
