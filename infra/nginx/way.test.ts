import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wayOf } from '../../lab/traces/way'
import { freePort } from '../local/free-port'
import { type Balancer, type FakeReplica, type Got, startBalancer, startFakeReplicas } from './testing/balancer'

let replicas: FakeReplica[]
let lab: Balancer
const addresses = () => replicas.map(({ address }) => address)
const wayIn = ({ headers }: Got) => wayOf(headers['x-hopcart-way'] as string | undefined)

beforeAll(async () => {
  replicas = await startFakeReplicas()
  lab = await startBalancer(addresses())
})
afterAll(async () => {
  await lab.stop()
  for (const replica of replicas) replica.close()
})

describe('X-Hopcart-Way', () => {
  test.each(['/', '/api/cart', '/api/lab/state', '/products/dome-lamp.svg', '/api/livez'])(
    '%s: the id that its replica was told, and its address',
    async (where) => {
      const answer = await lab.ask(where)
      const { id, tries } = wayIn(answer) ?? {}
      const told = JSON.parse(answer.body).headers['x-request-id']
      const { address } = replicas.find(({ name }) => name === answer.headers['x-replica']) as FakeReplica
      expect([id, tries]).toEqual([told, [{ address, status: 200 }]])
      expect(answer.twice).toEqual([])
    },
  )

  test('a keyed call has it', async () => {
    const answer = await lab.ask('/api/cart/lines', { method: 'POST', body: '{}', headers: { 'idempotency-key': 'k' } })
    expect(wayIn(answer)?.tries).toEqual([{ address: expect.any(String), status: 200 }])
  })

  test.each([
    ['what is too large', 413, () => lab.ask('/api/cart', { method: 'POST', body: Buffer.alloc(300 * 1024) })],
    ["what is nobody's business", 404, () => lab.ask('/api/internal/sessions')],
    ['a wrong Host', 400, () => lab.ask('/', { headers: { host: 'a b' } })],
  ])('%s, which nginx answers itself, has the id and no tries', async (_, status, ask) => {
    const answer = await ask()
    expect([answer.status, wayIn(answer)]).toEqual([status, { id: expect.stringMatching(/^\w{32}$/), tries: [] }])
  })

  test('the replicas that were tried before the one that answered, in order', async () => {
    const dead = `127.0.0.1:${await freePort()}`
    const balancer = await startBalancer([dead, addresses()[0] as string])
    try {
      const ways: unknown[] = []
      for (let i = 0; i < 2; i++) ways.push(wayIn(await balancer.ask('/'))?.tries)
      expect(ways).toContainEqual([
        { address: dead, status: 502 },
        { address: addresses()[0], status: 200 },
      ])
    } finally {
      await balancer.stop()
    }
  })

  test.each(['/', '/api/cart', '/api/lab/state'])("%s: nginx's own 502 has all that were tried, at every look", async (where) => {
    const dead = await Promise.all([freePort(), freePort()])
    const balancer = await startBalancer(dead.map((port) => `127.0.0.1:${port}`))
    try {
      const answer = await balancer.ask(where)
      expect(answer.status).toBe(502)
      const tries = wayIn(answer)?.tries ?? []
      expect(new Set(tries.slice(0, 2).map(({ address }) => address))).toEqual(new Set(dead.map((port) => `127.0.0.1:${port}`)))
      expect(tries.every(({ status }) => status === 502)).toBe(true)
      expect(String(answer.headers['x-hopcart-way']), 'it looked again').toContain(' : ')
    } finally {
      await balancer.stop()
    }
  })

  test('outside the lab nobody is told', async () => {
    const balancer = await startBalancer(addresses(), 'redis')
    try {
      for (const where of ['/', '/api/internal/x']) expect((await balancer.ask(where)).headers).not.toHaveProperty('x-hopcart-way')
    } finally {
      await balancer.stop()
    }
  })
})
