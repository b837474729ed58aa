import { loadSecrets } from '../../infra/local/secrets'
import { SHARED_DATA } from '../../infra/local/settings'
import { internalKey } from '../../web/internal/key'
import { Client } from '../support/client'
import { expectProblem } from '../support/problem'
import { expect, test } from '../support/test'

const CALLS = ['/api/lab/state', '/api/lab/faults', '/api/lab/faults/some', '/api/lab/thief', '/api/lab/mode', '/api/lab', '/api/lab/x']
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const ORDERS = [{ do: 'health' }, { do: 'look', mode: 'memory', id: null, visitor: null, after: { boot: '0', requests: 0, frames: 0 } }]

test('outside the lab its page and its calls do not exist, nor what replicas ask each other there', async ({ client, stack }) => {
  const page = await client.get('/lab')
  expect(page.status).toBe(404)
  expect(page.headers['content-type']).toMatch(/^text\/html/)

  for (const path of CALLS)
    for (const method of METHODS) {
      const body = method === 'POST' ? { body: { kind: 'crash', replica: 'web-1', do: 'steal' } } : {}
      const reply = await client.send(method, path, body)
      expectProblem(reply, 404, `${method} ${path}`)
      expect(reply.headers['set-cookie'] ?? [], `${method} ${path}`).not.toContainEqual(expect.stringContaining('lab-visitor'))
    }
  expectProblem(await client.post('/api/internal/lab', ORDERS[0]), 404, 'through nginx')

  if ('compose' in stack) return // nobody outside of the containers reaches a replica itself
  const headers = { origin: '', authorization: `Bearer ${internalKey(loadSecrets(SHARED_DATA).authSecret)}` }
  const [replica] = stack.state().replicas
  const itself = new Client(String(replica?.address))
  for (const order of ORDERS) expectProblem(await itself.post('/api/internal/lab', order, { headers }), 404, 'with the right key')
  const known = await itself.post('/api/internal/sessions', { action: 'end', session: `aaaaaaaa.${'a'.repeat(43)}` }, { headers })
  expect(known.status, 'the key is right').toBe(200)
})
