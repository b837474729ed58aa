import { expect, test } from 'vitest'
import { assertSameOrigin } from './origin'

const behindProxy = { host: 'localhost:3001', 'x-forwarded-host': 'shop.example:8080', 'x-forwarded-proto': 'http' }
const check = (headers: Record<string, string>) => () => assertSameOrigin(new Headers({ ...behindProxy, ...headers }))

test('the address that the browser used is accepted', () => {
  expect(check({ origin: 'http://shop.example:8080' })).not.toThrow()
  expect(check({ origin: 'http://shop.example:8080', 'sec-fetch-site': 'same-origin' })).not.toThrow()
})

test.each([
  [{}],
  [{ origin: 'null' }],
  [{ origin: 'http://shop.example' }],
  [{ origin: 'https://shop.example:8080' }],
  [{ origin: 'http://localhost:3001' }],
  [{ origin: 'http://shop.example:8080.evil.example' }],
  [{ origin: 'http://shop.example:8080', 'sec-fetch-site': 'cross-site' }],
])('%j is refused', (headers) => expect(check(headers as Record<string, string>)).toThrow(/another site|Origin/))
