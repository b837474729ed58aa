import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as opened from '@/sessions/request/opened-stores'
import type { Loot } from '../contract'
import { thief } from './thief'

const sent = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, { value: string }>() }))
vi.mock('next/headers', () => ({ headers: async () => sent.headers, cookies: async () => sent.cookies }))

let heard: IncomingHttpHeaders[]
let answer: RequestListener
let server: Server
beforeEach(async () => {
  heard = []
  answer = (_, response) => response.writeHead(200, { 'x-replica': 'web-2' }).end(JSON.stringify({ user: { name: 'Ada' }, cartCount: 3 }))
  server = createServer((request, response) => {
    heard.push({ ...request.headers, url: request.url })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('PORT', String((server.address() as AddressInfo).port))
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of thirty-two characters')
  vi.spyOn(opened, 'openedStores').mockReturnValue({ isLab: true, defaultMode: 'redis', has: () => true } as never)
  sent.headers = new Headers({
    'x-mode': 'stateless',
    'x-shopper': '2',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example',
    'x-real-ip': '203.0.113.9',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
  })
  sent.cookies = new Map([
    ['__Host-2-stateless-sid', { value: 'the-token' }],
    ['__Host-stateless-sid', { value: 'of the first' }],
  ])
})
afterEach(() => {
  server.close()
  server.closeAllConnections()
})

const steal = async () => ((await thief({ do: 'steal' })) as Loot).loot
const refused = (status: number) => expect.objectContaining({ status })

test('the cookie of this mode, shopper and scheme is presented as somebody else would', async () => {
  const loot = await steal()
  expect(heard, 'stealing asks nobody').toEqual([])
  expect(await thief({ do: 'use', loot })).toEqual({ replica: 'web-2', status: 200, user: 'Ada', cartCount: 3 })
  expect(heard).toMatchObject([
    {
      url: '/api/session',
      cookie: '__Host-2-stateless-sid=the-token',
      'x-mode': 'stateless',
      'x-shopper': '2',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'shop.example',
      'x-real-ip': '203.0.66.77',
      'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/142.0',
    },
  ])
})

test('a guest, a lost store, and no answer at all', async () => {
  const loot = await steal()
  const say = (status: number, body: object) => {
    answer = (_, response) => response.writeHead(status).end(JSON.stringify(body))
  }
  say(200, { user: null, cartCount: 0 })
  expect(await thief({ do: 'use', loot })).toMatchObject({ status: 200, user: null, cartCount: 0 })
  say(503, { title: 'Sessions are unavailable' })
  expect(await thief({ do: 'use', loot })).toMatchObject({ status: 503, user: null, cartCount: 0 })
  answer = (request) => request.socket.destroy()
  await expect(thief({ do: 'use', loot })).rejects.toEqual(refused(503))
  answer = () => {} // hangs
  await expect(thief({ do: 'use', loot })).rejects.toEqual(refused(503))
})

test('without a cookie there is nothing to steal, and what is no loot of this request is refused', async () => {
  const loot = await steal()
  sent.headers.set('x-shopper', '1')
  await expect(thief({ do: 'use', loot }), 'of another shopper').rejects.toEqual(refused(422))
  sent.headers.set('x-shopper', '2')
  sent.headers.set('cookie', `__Host-lab-visitor=${'v'.repeat(22)}`)
  await expect(thief({ do: 'use', loot }), 'in another browser').rejects.toEqual(refused(422))
  for (const order of [{}, null, { do: 'run' }, { do: 'use' }, { do: 'use', loot: 1 }, { do: 'use', loot: 'x'.repeat(9_000) }])
    await expect(thief(order), JSON.stringify(order)?.slice(0, 40)).rejects.toEqual(refused(422))
  sent.cookies.clear()
  expect(await steal()).toBeNull()
  expect(heard).toEqual([])
})
