import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../local/free-port'
import { accepts } from '../local/nginx'
import { type Balancer, type FakeReplica, startBalancer, startFakeReplicas } from './testing/balancer'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

async function balance(addresses: readonly string[]): Promise<Balancer> {
  const balancer = await startBalancer(addresses)
  cleanUps.push(() => balancer.stop())
  return balancer
}

function closeAll(replicas: readonly FakeReplica[]): void {
  for (const replica of replicas) replica.close()
}

/** Replicas that take a request in and hang up; after `times` hang-ups they answer. */
async function hangUps(times: number): Promise<{ balancer: Balancer; tries: string[] }> {
  const tries: string[] = []
  const replicas: FakeReplica[] = await startFakeReplicas((name) => (incoming, response) => {
    if (incoming.url?.includes('poison')) {
      tries.push(name)
      if (tries.length <= times) return incoming.socket.destroy()
    }
    incoming.resume().on('end', () => response.writeHead(200, { 'x-replica': name }).end('ok'))
  })
  cleanUps.push(() => closeAll(replicas))
  return { balancer: await balance(replicas.map(({ address }) => address)), tries }
}

/** A replica that is a process of its own, and listens. */
async function runReplica(name: string, port: number): Promise<ChildProcess> {
  const script = fileURLToPath(new URL('testing/replica.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, name, String(port)], { stdio: 'ignore' })
  cleanUps.push(() => child.kill('SIGKILL'))
  while (!(await accepts('127.0.0.1', port))) await new Promise((resolve) => setTimeout(resolve, 20))
  return child
}

describe('a replica that is killed', () => {
  test("leaves the Lab's orders to the others, also when those were dead a moment ago", async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()])
    const balancer = await balance(ports.map((port) => `127.0.0.1:${port}`))
    expect((await balancer.ask('/api/lab/faults', { method: 'DELETE' })).status, 'all are down, and known to be').toBe(502)
    await runReplica('web-3', ports[2])
    for (const [path, method] of [['faults', 'DELETE'], ['faults', 'POST'], ['state', 'GET']] as const) // biome-ignore format: a table
      expect((await balancer.ask(`/api/lab/${path}`, { method })).status, `${method} ${path}`).toBe(200)
  })

  test('costs no GET, and is used again within two seconds of its return', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()])
    const run = (i: number) => runReplica(`web-${i + 1}`, ports[i] as number)
    const [, second] = await Promise.all([run(0), run(1), run(2)])
    const balancer = await balance(ports.map((port) => `127.0.0.1:${port}`))
    let asked = 0
    const statuses: number[] = []
    const worker = async () => {
      while (asked++ < 200) {
        if (asked === 60) second.kill('SIGKILL')
        statuses.push((await balancer.ask('/')).status)
      }
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    expect(statuses).toEqual(Array(200).fill(200))
    await run(1)
    const back = Date.now()
    while ((await balancer.who()) !== 'web-2') expect(Date.now() - back).toBeLessThan(2_100)
  })
})

test.each(['GET', 'POST'])('%s that meets none but dead replicas finds the living one, since nobody was sent it', async (method) => {
  const replicas = await startFakeReplicas()
  cleanUps.push(() => closeAll(replicas))
  closeAll(replicas.slice(0, 2))
  const dead = await Promise.all([freePort(), freePort()])
  const balancer = await balance([...dead.map((port) => `127.0.0.1:${port}`), ...replicas.map(({ address }) => address)])
  const answer = await balancer.ask('/api/cart/lines', { method, ...(method === 'POST' ? { body: '{}' } : {}) })
  expect([answer.status, answer.headers['x-replica']]).toEqual([200, 'web-3'])
})

describe('a request that breaks off', () => {
  test('GET is tried on another replica', async () => {
    const { balancer, tries } = await hangUps(1)
    expect((await balancer.ask('/poison')).status).toBe(200)
    expect(new Set(tries).size).toBe(2)
  })

  test.each(['POST', 'PATCH'])('%s is not: it may have happened', async (method) => {
    const { balancer, tries } = await hangUps(1)
    expect((await balancer.ask('/api/poison', { method, body: '{}' })).status).toBe(502)
    expect(tries).toHaveLength(1)
  })

  test.each(['POST', 'PATCH'])('%s with an Idempotency-Key is, with its body', async (method) => {
    const { balancer, tries } = await hangUps(1)
    const answer = await balancer.ask('/api/poison', { method, body: '{}', headers: { 'idempotency-key': 'once' } })
    expect(answer.status).toBe(200)
    expect(new Set(tries).size).toBe(2)
  })

  test.each([
    ['an order', '/api/lab/poison', 'POST'], // its fault is known by the request's id
    ['the state', '/api/lab/state?poison', 'GET'],
  ])("of the Lab's own calls %s is, until one is left", async (_, where, method) => {
    const { balancer, tries } = await hangUps(2)
    expect((await balancer.ask(where, { method, ...(method === 'POST' ? { body: '{}' } : {}) })).status).toBe(200)
    expect(new Set(tries).size).toBe(3)
  })

  test('one that breaks every replica is tried twice and takes none out of rotation', async () => {
    const { balancer, tries } = await hangUps(Number.POSITIVE_INFINITY)
    expect((await balancer.ask('/poison')).status).toBe(502)
    expect(tries).toHaveLength(2)
    const names = new Set<string>()
    for (let i = 0; i < 6; i++) names.add(await balancer.who())
    expect(names.size).toBe(3)
  })

  test('503 is an answer like others and marks nobody', async () => {
    const replicas = await startFakeReplicas((name) => (incoming, response) => {
      response.writeHead(incoming.url === '/api/cart' ? 503 : 200, { 'x-replica': name }).end()
    })
    cleanUps.push(() => closeAll(replicas))
    const balancer = await balance(replicas.map(({ address }) => address))
    for (let i = 0; i < 12; i++) expect((await balancer.ask('/api/cart')).status).toBe(503)
    for (let i = 0; i < 3; i++) expect((await balancer.ask('/')).status).toBe(200)
  })
})

test('a replica that hangs costs its requests the read time-out at most once in three', async () => {
  const held: Socket[] = []
  const replicas = await startFakeReplicas((name) => (incoming, response) => {
    if (name === 'web-1') held.push(incoming.socket)
    else response.writeHead(200, { 'x-replica': name }).end()
  })
  cleanUps.push(() => closeAll(replicas))
  const balancer = await balance(replicas.map(({ address }) => address))
  const answers = await Promise.all(Array.from({ length: 9 }, () => balancer.ask('/')))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(held).toHaveLength(3)
  const again = Date.now()
  const names = await Promise.all(Array.from({ length: 9 }, () => balancer.who()))
  expect(names).not.toContain('web-1')
  expect(Date.now() - again).toBeLessThan(2_000) // marked failed: not asked again within the second
}, 40_000)
