import { expect, test } from 'vitest'
import { localPath, withParams } from './next-path'

test.each(['/', '/checkout', '/orders/1?placed=1', '/search?query=a%20b#top', '/search?query=//evil.example', '/a//b'])(
  '%s stays',
  (path) => expect(localPath(path)).toBe(path),
)

test('what stays is what a browser makes of it', () => expect(localPath('/orders/../cart/./?a=1')).toBe('/cart/?a=1'))

test('one that would fill the headers of an answer is not followed', () => {
  for (const path of [`/${'a'.repeat(2_000)}`, `/${'"'.repeat(700)}`, `/cart?${'"'.repeat(700)}`])
    expect(localPath(path, '/home')).toBe('/home')
})

/** Each leads, or could lead, to another site once a browser resolves it. */
const ELSEWHERE = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/..//evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/..///evil.example',
  '/../..//evil.example?a=1#b',
  '/%2e%2e//evil.example',
  '/.%2E//evil.example',
  '/%2e//evil.example',
  '/..\\/evil.example',
  '/..//evil.example\\@here',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.\t./\r/evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
]

test.each(ELSEWHERE)('%j is not followed, alone or with parameters', (path) => {
  expect(localPath(path, '/home')).toBe('/home')
  expect(withParams(localPath(path), { welcome: 1 })).toBe('/?welcome=1')
  expect(withParams(path, { welcome: 1 })).not.toMatch(/^([^/]|\/[/\\])/)
})

test.each(['/a\\b', '/a\nb', '/ b', '/ü', '', 'cart', undefined, 7, '//', '/..//', '//['])('%j falls back', (path) =>
  expect(localPath(path, '/home')).toBe('/home'),
)

test.each(['/%2f/evil.example', '/%2F%2Fevil.example', '/%5Cevil.example', '/%09/evil.example', '/..%2f/evil.example'])(
  '%s stays a path of this shop, since what is escaped in a path separates nothing',
  (path) => {
    expect(localPath(path)).toBe(path)
    expect(new URL(withParams(path, { a: 1 }), 'http://shop.example').host).toBe('shop.example')
  },
)

test('parameters are added, empty ones left out', () => {
  expect(withParams('/cart?a=1', { added: 'dome lamp', merged: undefined, capped: '' })).toBe('/cart?a=1&added=dome+lamp')
})
