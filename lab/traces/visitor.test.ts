import { expect, test } from 'vitest'
import { cookieIn, visitorOf } from './visitor'

const visitor = 'abcdefghijklmnop_-0123'

test.each([
  [`lab-visitor=${visitor}`, visitor],
  [`a=1; lab-visitor=${visitor}; b=2`, visitor],
  [`a=1;lab-visitor=${visitor}`, visitor],
  [`x-lab-visitor=${visitor}`, null],
  [`a=lab-visitor=${visitor}`, null],
  [`lab-visitor=${visitor}x`, null],
  [`lab-visitor=${visitor.slice(1)}`, null],
  ['lab-visitor=', null],
  [`lab-visitor=${'*'.repeat(22)}`, null],
  ['', null],
  [undefined, null],
])('%s', (header, expected) => {
  expect(visitorOf(header, false)).toBe(expected)
})

test('over https only the host itself can have set it', () => {
  expect(visitorOf(`lab-visitor=${visitor}`, true)).toBeNull()
  expect(visitorOf(`__Host-lab-visitor=${visitor}`, true)).toBe(visitor)
  expect(visitorOf(`__Host-lab-visitor=${visitor}`, false)).toBeNull()
})

test('a cookie is found by its whole name', () => {
  expect(cookieIn('2-redis-sid=b; redis-sid=a', 'redis-sid')).toBe('a')
  expect(cookieIn('2-redis-sid=b', 'redis-sid')).toBeNull()
})
