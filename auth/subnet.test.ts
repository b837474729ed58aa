import { expect, test } from 'vitest'
import { subnetsOf } from './subnet'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::ffff:cb00:7107', '203.0.113.7'],
  ['64:ff9b::203.0.113.7', '64:ff9b:0:0'],
  ['unknown', 'unknown'],
  ['1:2:3', '1:2:3'],
])('the narrowest subnet of %s is %s', (address, name) => {
  expect(subnetsOf(address).at(-1)).toEqual({ name, clients: 1 })
})

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:DB8:1::', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0::/48'],
  ['fe80::1%eth0', 'fe80:0:0::/48'],
])('a wider one of %s is %s', (address, name) => {
  expect(subnetsOf(address)).toEqual([{ name, clients: 4 }, expect.anything()])
})

test.each(['203.0.113.7', '::ffff:203.0.113.7', '::ffff:cb00:7107', 'unknown'])('%s has no wider one', (address) => {
  expect(subnetsOf(address)).toHaveLength(1)
})
