import { afterEach, expect, test, vi } from 'vitest'
import { cookieNameFor } from './cookie'
import { cookieDomainFor, parseCookieDomain } from './cookie-domain'
import * as opened from './opened-stores'

afterEach(() => void vi.unstubAllEnvs())

test.each(['example.com', 'shop.example.co.uk', 'xn--bcher-kva.example', 'my-shop.localhost'])('%s is a domain of one’s own', (domain) =>
  expect(parseCookieDomain(domain)).toBe(domain),
)

test.each([
  'com', 'localhost', 'co.uk', 'com.au', '.example.com', 'example.com.', 'example.com:8080', 'https://example.com', 'example.com/x', '127.0.0.1',
  '[::1]', 'Example.com', 'exa mple.com', '*.example.com', '-a.example', 'example.com; Path=/x', '',
])('%s is none', (wrong) => expect(() => parseCookieDomain(wrong)).toThrow(/domain of your own, such as example\.com/)) // biome-ignore format: a list

test.each([
  ['example.com', 'example.com'],
  ['shop.example.com:8080', 'example.com'],
  ['WWW.Example.COM', 'example.com'],
  ['evilexample.com', null],
  ['example.com.evil.example', null],
  ['localhost:8080', null],
  ['[::1]:8080', null],
  ['', null],
  [null, null],
])('the cookie of %s is for %s', (host, domain) => expect(cookieDomainFor(host, 'example.com')).toBe(domain))

test('no name of a cookie for one host is, or begins, one for all of them; and __Host- is lost', () => {
  vi.stubEnv('COOKIE_DOMAIN', 'example.com')
  const name = (isLab: boolean, host: string, secure: boolean, shopper = 1) => {
    vi.spyOn(opened, 'openedStores').mockReturnValue({ isLab } as never)
    return cookieNameFor({ mode: 'redis', shopper, secure, host })
  }
  const [own, shared] = ['shop.elsewhere.example', 'shop.example.com']
  expect([name(false, own, false), name(false, shared, false)]).toEqual(['sid', 'site-sid'])
  expect([name(false, own, true), name(false, shared, true)]).toEqual(['__Host-sid', '__Secure-site-sid'])
  expect([name(true, own, false, 2), name(true, shared, false, 2)]).toEqual(['2-redis-sid', 'site-2-redis-sid'])
  const all = [own, shared].flatMap((host) => [false, true].flatMap((secure) => [1, 2].map((shopper) => name(true, host, secure, shopper))))
  for (const one of all) for (const other of all) expect(one !== other && one.startsWith(other), `${one} ${other}`).toBe(false)
})
