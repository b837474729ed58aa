import { expect, test } from 'vitest'
import { decode, encode } from './refusal-cookie'

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

test.each([undefined, '', 'x', Buffer.from('[]').toString('base64url'), Buffer.from('{"id":1}').toString('base64url')])(
  '%j is nothing of ours',
  (value) => expect(decode(value)).toBeNull(),
)
