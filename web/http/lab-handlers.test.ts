import { expect, test, vi } from 'vitest'
import * as opened from '@/sessions/request/opened-stores'
import { openMemoryStore } from '@/sessions/stores/memory'
import { json } from './handlers'
import { labHandlers } from './lab-handlers'
import { nowhere } from './unknown-route'

const sent = { host: 'shop.example', origin: 'http://shop.example' }
vi.mock('next/server', () => ({ connection: async () => {} }))
vi.mock('next/headers', () => ({ headers: async () => new Headers(sent), cookies: async () => new Map() }))

const routes = labHandlers({ POST: async () => json({ there: true }) })
const context = { params: Promise.resolve({}) }
const ask = async (route: typeof routes, method: keyof typeof routes) => {
  const answer = await route[method](new Request('http://shop.example/api/lab/x', { method, headers: sent }), context)
  return { status: answer.status, body: await answer.text(), headers: [...answer.headers] }
}
const be = (isLab: boolean) =>
  vi.spyOn(opened, 'openedStores').mockReturnValue({ isLab, defaultMode: 'redis', has: () => true, storeFor: openMemoryStore } as never)

test('in the lab they answer, and know their methods', async () => {
  be(true)
  expect(await ask(routes, 'POST')).toMatchObject({ status: 200, body: '{"there":true}' })
  expect((await ask(routes, 'GET')).status).toBe(405)
})

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)(
  'elsewhere %s is answered as at any address with nothing',
  async (method) => {
    be(false)
    const answer = await ask(routes, method)
    expect(answer).toEqual(await ask(nowhere, method))
    if (method !== 'OPTIONS') expect(answer.status).toBe(404)
  },
)
