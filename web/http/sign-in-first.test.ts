import { expect, test } from 'vitest'
import { signInPath } from './sign-in-first'

test('the sign-in page leads on to where somebody wanted to go', () => {
  expect(signInPath('/orders?page=2')).toBe('/sign-in?next=%2Forders%3Fpage%3D2')
  expect(signInPath('/orders', true)).toBe('/sign-in?confirm=1&next=%2Forders')
})

test('but to no address that would make a header which nginx does not pass on', () => {
  const long = `/orders?${'%27'.repeat(4_000)}`
  expect([signInPath(long), signInPath(long, true)]).toEqual(['/sign-in', '/sign-in?confirm=1'])
})
