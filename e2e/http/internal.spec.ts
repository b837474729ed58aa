import { loadSecrets } from '../../infra/local/secrets'
import { SHARED_DATA } from '../../infra/local/settings'
import { internalKey } from '../../web/internal/key'
import { Client } from '../support/client'
import { expectProblem } from '../support/problem'
import { LAMP } from '../support/story'
import { expect, test } from '../support/test'

const PATHS = ['/api/internal/sessions', '/api/internal/accounts']
const authorization = () => `Bearer ${internalKey(loadSecrets(SHARED_DATA).authSecret)}`

test('nobody comes through nginx to the internal calls, not even with the key', async ({ client }) => {
  const { email } = await client.signUp()
  for (const path of [...PATHS, '/api/internal/', '/api/%69nternal/sessions', '/api//internal/sessions', '/api/x/../internal/sessions'])
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const body = method === 'POST' ? { body: { action: 'list', user: email } } : {}
      const reply = await client.send(method, path, { ...body, headers: { authorization: authorization(), 'idempotency-key': 'k' } })
      expectProblem(reply, 404, `${method} ${path}`)
      expect(reply.replica, `${method} ${path}`).toBe('')
    }
})

test('what a replica counts is told at its own port, to nobody through nginx, and holds no ids', async ({ client, stack }) => {
  await client.signUp()
  await client.add(LAMP.id)
  for (const path of ['/api/metrics', '/api/metrics/', '/api/%6detrics', '/api//metrics', '/api/metrics?x']) {
    const reply = await client.get(path)
    expectProblem(reply, 404, path)
    expect(reply.replica, path).toBe('')
  }
  const { id } = (await client.get('/api/session')).json<{ id: string }>()
  for (const { name, address } of stack.state().replicas) {
    const itself = new Client(address)
    const told = await itself.get('/api/metrics')
    expect([told.status, told.replica, told.headers['content-type']]).toEqual([200, name, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(told.headers['cache-control']).toBe('no-store')
    expect(told.text).toMatch(/^hopcart_session_store_info\{mode="redis",store="redis"\} 1$/m)
    for (const part of [id, id.slice(9), client.token?.slice(9) ?? '-']) expect(told.text).not.toContain(part)
    expectProblem(await itself.get('/api/metrics', { headers: { 'x-real-ip': '127.0.0.1' } }), 404, 'by nginx')
  }
})

test('nor by a detour that a replica would take for such an address', async ({ client, stack }) => {
  const { email } = await client.signUp()
  const buildId = /"b":"([\w-]+)"|buildId":"([\w-]+)"/
    .exec((await client.get('/')).text.replaceAll('\\"', '"'))
    ?.slice(1)
    .find(Boolean)
  expect(buildId, 'the pages tell it').toBeTruthy()
  const [replica] = stack.state().replicas
  const list = { action: 'list', user: email }
  const headers = { authorization: authorization(), origin: '' }
  for (const path of [`/_next/data/${buildId}/api/internal/sessions.json`, '/api%5Cinternal/sessions', '/_next/data%5C..%5C..%5Capi']) {
    const reply = await client.post(path, list, { headers })
    expect(reply.status, path).toBe(404)
    expect(reply.replica, path).toBe('')
  }
  // And if one did get through: a replica knows by what nginx says of every request.
  const itself = new Client(String(replica?.address))
  expect((await itself.post('/api/internal/sessions', list, { headers })).status).toBe(200)
  expectProblem(await itself.post('/api/internal/sessions', list, { headers: { ...headers, 'x-real-ip': '127.0.0.1' } }), 404, 'by nginx')
})

test('a replica itself answers who has the key, without an Origin; to everybody else there is no such call', async ({ client, stack }) => {
  const { email } = await client.signUp()
  const [replica] = stack.state().replicas
  const itself = new Client(String(replica?.address))
  const headers = { origin: '', authorization: authorization() }
  const list = { action: 'list', user: email }
  const answer = await itself.post('/api/internal/sessions', list, { headers })
  expect(answer.status, answer.text).toBe(200)
  expect(answer.json()).toEqual({ replica: replica?.name, sessions: [], problems: [] })
  expect(answer.headers['cache-control']).toBe('no-store')
  expectProblem(await itself.post('/api/internal/sessions', { action: 'forget' }, { headers }), 422, 'an unknown action')

  const unknown = await itself.get('/api/nothing')
  const told = ({ status, text }: typeof unknown) => ({ status, text })
  for (const path of PATHS) {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
      expect(told(await itself.send(method, path, { headers: { authorization: authorization() } })), `${method} ${path}`).toEqual(
        told(unknown),
      )
    for (const wrong of ['', 'Bearer x', `Bearer ${internalKey('another secret')}`])
      for (const origin of ['', itself.url, 'https://evil.example'])
        expect(told(await itself.post(path, list, { headers: { origin, authorization: wrong } })), `${path} ${wrong}`).toEqual(
          told(unknown),
        )
    const preflight = await itself.send('OPTIONS', path, {
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    expect(preflight.headers['access-control-allow-origin'], 'a page of another site cannot send the key').toBeUndefined()
  }
  // Only the internal calls do without an Origin.
  expectProblem(await itself.post('/api/internal/nothing', list, { headers }), 403, 'beside them')
  const line = { productId: LAMP.id, quantity: 1 }
  expectProblem(await itself.post('/api/cart/lines', line, { headers: { origin: '' } }), 403, 'elsewhere')
  expectProblem(await itself.post('/api/cart/lines', line, { headers }), 401, 'where the key is taken for a token, and is none')
})
