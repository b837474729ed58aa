import { expect, test, vi } from 'vitest'
import { assertMayChange, assertSameOrigin } from './origin'

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

test.each([
  ['either', { authorization: 'Bearer x', origin: 'https://evil.example' }, true],
  ['either', { authorization: 'Bearer' }, true], // and is refused for that
  ['either', { authorization: 'Basic x' }, false],
  ['either', {}, false],
  ['either', { origin: 'https://app.example' }, false],
  ['cookie', { authorization: 'Bearer x' }, false],
  ['header', {}, true],
  ['header', { origin: 'http://shop.example:8080' }, true],
  ['header', { origin: 'https://app.example' }, true],
  ['header', { origin: 'https://evil.example' }, false],
  ['header', { origin: 'null' }, false],
] as const)('a call that looks at %s, sent with %j: %s', (looks, headers, may) => {
  vi.stubEnv('CORS_ORIGINS', 'https://app.example')
  const ask = () => assertMayChange(new Headers({ ...behindProxy, ...headers }), looks)
  if (may) expect(ask).not.toThrow()
  else expect(ask).toThrow(/another site|Origin/)
})
