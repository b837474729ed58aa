import { expect, test } from 'vitest'
import type { Session } from '../index'
import { type Client, clientOf, clientSteps, differenceOf, networkOf } from './client'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'

const from = (agent: string | null, address = '203.0.113.7'): Client =>
  clientOf(new Headers({ 'x-real-ip': address, ...(agent === null ? {} : { 'user-agent': agent }) }))

function boundTo(client: Client, moves = false): Session {
  const attributes = Object.fromEntries(clientSteps(client, { moves }).map((step) => ('set' in step ? [step.set, step.value] : [])))
  return { id: 'i', userId: 'u', createdAt: 0, lastSeenAt: 0, expiresAt: 0, version: 1, attributes }
}

test.each([
  ['203.0.113.7', '203.0.0.0/16'],
  ['::ffff:203.0.113.7', '203.0.0.0/16'],
  ['127.0.0.1', '127.0.0.0/16'],
  ['::1', '127.0.0.0/16'],
  ['2001:DB8:7:8::9', '2001:db8::/32'],
  ['2001:0db8:0000:0000::9', '2001:db8::/32'],
  ['2001::9', '2001:0::/32'],
  ['::2', '0:0::/32'],
  ['fe80::1%eth0', 'fe80:0::/32'],
  ['unknown', 'unknown'],
  ['203.0.113.7, 10.0.0.1', 'unknown'],
])('%s is in %s', (address, network) => expect(networkOf(address)).toBe(network))

test.each([
  [FIREFOX, 'Firefox', 'Firefox on Linux'],
  [CHROME, 'Chrome', 'Chrome on Windows'],
  [SAFARI, 'Safari', 'Safari on iOS'],
  ['curl/8.14.1', 'curl', 'curl'],
  [null, 'unknown', 'An unknown client'],
  ['x'.repeat(9000), 'x'.repeat(40), 'x'.repeat(40)],
  ['  ', 'unknown', 'An unknown client'],
])('a User-Agent is read (%#)', (agent, browser, device) => expect(from(agent)).toMatchObject({ browser, device }))

test('a browser update and an address change within the network are the same client', () => {
  expect(differenceOf(boundTo(from(FIREFOX)), from(FIREFOX.replaceAll('140', '141'), '203.0.200.1'))).toBeNull()
  expect(differenceOf(boundTo(from(FIREFOX, '2001:db8::1')), from(FIREFOX, '2001:db8:ffff::1'))).toBeNull()
})

test('another family, or another network, is not', () => {
  expect(differenceOf(boundTo(from(FIREFOX)), from(CHROME))).toBe('browser')
  expect(differenceOf(boundTo(from(FIREFOX)), from(null))).toBe('browser')
  expect(differenceOf(boundTo(from(FIREFOX)), from(FIREFOX, '203.1.113.7'))).toBe('network')
  expect(differenceOf(boundTo(from(FIREFOX)), from(FIREFOX, '2001:db8::1'))).toBe('network')
})

test('a client that holds its token itself may move, and stays the same program', () => {
  const app = boundTo(from('okhttp/5.1.0'), true)
  expect(differenceOf(app, from('okhttp/5.2.1', '198.51.100.9'))).toBeNull()
  expect(differenceOf(app, from('curl/8.14.1'))).toBe('browser')
  expect(clientSteps(from(FIREFOX), { moves: false }), 'a browser that goes on with its cart may not').toContainEqual({
    delete: 'client:moves',
  })
})

test('a session that was bound before clients were noted belongs to any', () => {
  expect(differenceOf({ ...boundTo(from(FIREFOX)), attributes: {} }, from(CHROME))).toBeNull()
})
