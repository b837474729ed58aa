import { describe, expect, test } from 'vitest'
import { clientOf } from '@/sessions/request/client'
import { disguise } from './disguise'

const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0) Gecko/20100101 Firefox/142.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  'curl/8.16.0',
]

describe.each(AGENTS)('%s', (agent) => {
  test.each(['127.0.0.1', '::1', '::ffff:172.18.0.1', '203.0.113.9', '2001:db8::5'])(
    'from %s: another machine that passes for the same client',
    (address) => {
      const victim = new Headers({ 'user-agent': agent, 'x-real-ip': address })
      const sent = new Headers(disguise(victim))
      const [was, is] = [clientOf(victim), clientOf(sent)]
      expect([is.browser, is.network]).toEqual([was.browser, was.network])
      expect(sent.get('user-agent')).not.toBe(agent)
      expect(is.address).not.toBe(was.address)
    },
  )
})

test('of a victim that says nothing of itself there is nothing to change', () => {
  const sent = new Headers(disguise(new Headers()))
  expect(sent.has('x-real-ip')).toBe(false)
  expect(clientOf(sent).browser).toBe('unknown')
})
