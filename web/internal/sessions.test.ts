import { randomBytes, randomUUID } from 'node:crypto'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { freePort } from '@/infra/local/free-port'
import { LIFETIMES, type ModeName, type Step } from '@/sessions'
import { type OpenStores, openStores } from '@/sessions/open-store'
import { untilJoined } from '@/sessions/until-joined'
import { makeUser, onTestDatabase } from '@/shop/testing'
import { accountsCall } from './accounts'
import { sessionsCall } from './sessions'

vi.mock('next/headers', () => ({ headers: async () => new Headers(), cookies: async () => new Map() }))
onTestDatabase()

type Answer = { sessions: Record<string, unknown>[]; ended: number; problems: { mode: string; detail: string }[] }
const opened: OpenStores[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
})

const SESSION_KEYS = randomBytes(32).toString('base64')

/** One for each replica that a test here opens. */
const ports = await Promise.all(Array.from({ length: 40 }, freePort))
const nextPort = () => ports.pop() as number

type ReplicaOptions = { redisUrl?: string; port?: number; peers?: number[] }

/** A replica's stores, all of them: the memories are its own, Postgres and Redis are everybody's, and what replicas keep among themselves theirs; sealed sessions are nowhere. */
function replica({ redisUrl = inject('redisUrl'), port = nextPort(), peers = [port] }: ReplicaOptions = {}): OpenStores {
  const stores = openStores('lab:', {
    DATABASE_URL: inject('databaseUrl'),
    REDIS_URL: redisUrl,
    CLUSTER_PEERS: peers.map((each) => `127.0.0.1:${each}`).join(','),
    CLUSTER_LISTEN: `127.0.0.1:${port}`,
    CLUSTER_SECRET: 'a secret of thirty-two characters',
    SESSION_KEYS,
    REPLICA: `web-${peers.indexOf(port) + 1}`,
  })
  opened.push(stores)
  return stores
}
const call = async (body: unknown, stores: OpenStores) => (await sessionsCall(body, stores)) as Answer

async function signedIn(stores: OpenStores, mode: ModeName, userId: string, steps: Step[] = []): Promise<{ id: string; token: string }> {
  const store = stores.storeFor(mode)
  const change = { id: randomUUID(), steps }
  const { session, token } = await store.create({ change, lifetime: LIFETIMES.signedIn, userId, fence: await store.fence(userId) })
  return { id: session.id, token }
}

test('a user’s sessions of every store, by address or id, with what is known of the client, and never a token', async () => {
  const stores = replica()
  const { id: userId, email } = await makeUser()
  const steps: Step[] = [
    { set: 'client:device', value: 'Firefox on Linux' },
    { set: 'client:network', value: '127.0.0.0/16' },
    { add: 'cart:p-dome-lamp', by: 2 },
    { add: 'cart:p-stove-kettle', by: 1 },
  ]
  const inRedis = await signedIn(stores, 'redis', userId, steps)
  const others = [await signedIn(stores, 'memory', userId), await signedIn(stores, 'sticky', userId), await signedIn(stores, 'db', userId)]
  await signedIn(stores, 'redis', (await makeUser()).id)

  for (const user of [email, email.toUpperCase(), userId]) {
    const { sessions, problems } = await call({ action: 'list', user }, stores)
    expect(problems).toEqual([])
    expect(sessions.map(({ mode }) => mode).sort()).toEqual(['db', 'memory', 'redis', 'sticky'])
    expect(sessions.map(({ id }) => id).sort()).toEqual([inRedis, ...others].map(({ id }) => id).sort())
    const time = expect.stringMatching(/^\d{4}-.*Z$/)
    expect(sessions.find(({ mode }) => mode === 'redis')).toEqual({
      mode: 'redis',
      id: inRedis.id,
      userId,
      createdAt: time,
      lastSeenAt: time,
      expiresAt: time,
      device: 'Firefox on Linux',
      network: '127.0.0.0/16',
      cartCount: 3,
    })
    expect(sessions.find(({ mode }) => mode === 'db')).toMatchObject({ device: null, network: null, cartCount: 0 })
    for (const { token } of [inRedis, ...others]) expect(JSON.stringify(sessions)).not.toContain(token.slice(9))
  }
})

test('one session is ended and the others are not; again ends nothing', async () => {
  const stores = replica()
  const { id: userId } = await makeUser()
  for (const mode of ['memory', 'db', 'redis'] as const) {
    const [one, other] = [await signedIn(stores, mode, userId), await signedIn(stores, mode, userId)]
    expect(await call({ action: 'end', session: one.id }, stores)).toEqual({ ended: 1, problems: [] })
    expect(await call({ action: 'end', session: one.id }, stores)).toEqual({ ended: 0, problems: [] })
    expect(await call({ action: 'end', session: other.token }, stores), 'a token is no id').toEqual({ ended: 0, problems: [] })
    expect(await stores.storeFor(mode).read(one.token)).toBeNull()
    expect(await stores.storeFor(mode).read(other.token)).not.toBeNull()
  }
})

test('three replicas asked at once end each session once', async () => {
  const peers = [nextPort(), nextPort(), nextPort()]
  const replicas = peers.map((port) => replica({ port, peers }))
  for (const stores of replicas) expect(await untilJoined(stores, 15_000)).toEqual([])
  const { id: userId, email } = await makeUser()
  const modes = ['memory', 'replicated', 'primary-backup', 'db', 'redis'] as const
  for (const stores of replicas) for (const mode of modes) await signedIn(stores, mode, userId)
  const one = await signedIn(replicas[0] as OpenStores, 'db', userId)
  const askAll = async (body: unknown) => {
    const answers = await Promise.all(replicas.map((stores) => call(body, stores)))
    return answers.reduce((sum, { ended }) => sum + ended, 0)
  }
  expect(await askAll({ action: 'end', session: one.id })).toBe(1)
  for (const mode of ['replicated', 'primary-backup'] as const) {
    const { id } = await signedIn(replicas[1] as OpenStores, mode, userId)
    expect(await askAll({ action: 'end', session: id }), mode).toBe(1)
  }
  expect(await askAll({ action: 'end-all', user: email })).toBe(15)
  expect(await askAll({ action: 'end-all', user: email })).toBe(0)
})

test('a store that is away is told of, and hides none of the others', async () => {
  const stores = replica({ redisUrl: 'redis://127.0.0.1:1' })
  const { id: userId, email } = await makeUser()
  const { id } = await signedIn(stores, 'db', userId)
  const { sessions, problems } = await call({ action: 'list', user: email }, stores)
  expect(sessions.map((session) => session.id)).toEqual([id])
  expect(problems).toEqual([{ mode: 'redis', detail: expect.stringMatching(/redis session store did not answer "list"/) }])
  expect(await call({ action: 'end', session: id }, stores)).toMatchObject({ ended: 1, problems: [{ mode: 'redis' }] })
})

test.each([
  [{}],
  [null],
  ['list'],
  [{ action: 'forget', user: 'x@example.com' }],
  [{ action: 'list' }],
  [{ action: 'list', user: '' }],
  [{ action: 'list', user: 7 }],
  [{ action: 'end-all', session: 'x' }],
  [{ action: 'end', user: 'x@example.com' }],
  [{ action: 'end', session: 'no id' }],
])('%j is refused', async (body) => {
  await expect(call(body, replica())).rejects.toMatchObject({ status: 422, detail: expect.stringMatching(/\w\.$/) })
})

test.each(['nobody@example.com', randomUUID(), 'no address', 'a\u0000b@example.com'])('there is no account %j', async (user) => {
  await expect(call({ action: 'list', user }, replica())).rejects.toMatchObject({ status: 404, code: 'unknown-account' })
  await expect(accountsCall({ action: 'disable', user }, replica())).rejects.toMatchObject({ status: 404, code: 'unknown-account' })
})

test('with Postgres away an id is enough', async () => {
  const stores = replica()
  const { id: userId, email } = await makeUser()
  await signedIn(stores, 'redis', userId)
  const holder = globalThis as { __hopcartDatabase?: unknown }
  const before = holder.__hopcartDatabase
  holder.__hopcartDatabase = undefined
  vi.stubEnv('DATABASE_URL', 'postgres://nobody:x@127.0.0.1:1/x')
  try {
    await expect(call({ action: 'end-all', user: email }, stores)).rejects.toThrow()
    expect(await call({ action: 'end-all', user: userId }, stores)).toMatchObject({ ended: 1 })
  } finally {
    holder.__hopcartDatabase = before
  }
})
