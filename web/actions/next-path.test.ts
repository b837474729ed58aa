import { expect, test } from 'vitest'
import { localPath, withParams } from './next-path'

test.each(['/checkout', '/orders/1?placed=1', '/search?query=a%20b#top'])('%s stays', (path) => expect(localPath(path)).toBe(path))

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/a\\b', '/a\nb', '/ b', '', undefined, 7])(
  '%j falls back',
  (path) => expect(localPath(path, '/home')).toBe('/home'),
)

test('parameters are added, empty ones left out', () => {
  expect(withParams('/cart?a=1', { added: 'dome lamp', merged: undefined, capped: '' })).toBe('/cart?a=1&added=dome+lamp')
})
