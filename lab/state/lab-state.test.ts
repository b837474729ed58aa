import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ModeName } from '@/sessions'
import type { OpenStores } from '@/sessions/open-store'
import type { SentFrame } from '@/sessions/stores/cluster/frames'
import { idNamedBy } from '@/sessions/token'
import { makeUser, onTestDatabase } from '@/shop/testing'
import type { XRayView } from '../contract'
import { labState } from './lab-state'
import { answering, openReplicas, serve, supervisor } from './testing'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }

let replicas: OpenStores[]
let servers: Awaited<ReturnType<typeof serve>>[]
let asked = 0
const frames: SentFrame[] = []

beforeAll(async () => {
  onTestDatabase()
  process.env.NEXTAUTH_SECRET = 'the secret of this test'
  process.env.REPLICA = 'web-1'
  replicas = await openReplicas(2, {}, { onFrame: (frame) => void frames.push(frame) })
  servers = await Promise.all([
    serve(answering(second(), 'web-2')),
    serve(() => {}), // takes everything and answers nothing
    serve((_, response) => response.writeHead(500).end()),
    serve((_, response) => {
      asked += 1
      response.end('{}')
    }),
  ])
})
afterAll(async () => {
  await Promise.all([...servers.map((server) => server.close()), ...replicas.map((stores) => stores.close())])
})

const first = () => replicas[0] as OpenStores
const second = () => replicas[1] as OpenStores
const supervisors = async () => {
  const [peer = '', hung = '', broken = '', paused = ''] = servers.map(({ url }) => url)
  return [
    supervisor('web-10', broken),
    supervisor('web-1', 'http://127.0.0.1:9'),
    supervisor('web-2', peer),
    supervisor('web-3', hung),
    supervisor('web-4', paused, 'paused'),
    supervisor('web-5', paused, 'down'),
  ]
}
const stateOf = (mode: ModeName, token: string | null, since: string | null = null) => {
  const id = (token && idNamedBy(token)) || null
  const ids = id === null ? [] : [id]
  // On a busy machine the one that answers may be late.
  return vi.waitFor(async () => {
    const state = await labState({ mode, token, id, ids, visitor: 'a-visitor-of-this-test', since }, first(), supervisors)
    expect(state.replicas[1]).toMatchObject({ name: 'web-2', condition: 'up' })
    return state
  }, 10_000)
}
const told = (views: readonly XRayView[]) =>
  views.map(({ place, role, state }) => [typeof place === 'string' ? place : Object.values(place)[0], role, state].join(' '))

async function sessionIn(mode: ModeName, at: OpenStores, userId?: string) {
  const store = at.storeFor(mode)
  const made = await store.create({ change: { id: 'made', steps: [{ add: 'cart:p-lamp', by: 2 }] }, lifetime: LONG })
  if (!userId) return made
  const renewal = { userId, fence: await store.fence(userId), steps: [], lifetime: LONG, grace: 'powerless' } as const
  const renewed = await store.renew(made.token, renewal)
  if (!renewed) throw new Error('it was not renewed')
  return renewed
}

test('whoever does not answer is told as such, and nobody waits for them; who is known not to is not asked', async () => {
  const { token, session } = await sessionIn('memory', second())
  const state = await stateOf('memory', token)
  expect(asked).toBe(0)
  expect(state.answeredBy).toBe('web-1')
  expect(state.replicas.map(({ name, condition, status }) => [name, condition, status !== null])).toEqual([
    ['web-1', 'up', true],
    ['web-2', 'up', true],
    ['web-3', 'silent', false],
    ['web-4', 'paused', false],
    ['web-5', 'down', false],
    ['web-10', 'silent', false],
  ])
  expect(told(state.xray.views)).toEqual([
    'web-1 only unknown',
    'web-2 only known',
    'web-3 only unreachable',
    'web-4 only unreachable',
    'web-5 only unreachable',
    'web-10 only unreachable',
  ])
  expect(state.xray.views[1]?.session).toEqual({
    id: session.id,
    signedIn: false,
    user: null,
    cartCount: 2,
    cart: { 'p-lamp': 2 },
    version: 1,
    createdAt: session.createdAt,
    lastSeenAt: session.lastSeenAt,
    expiresAt: session.expiresAt,
  })
  expect(state.replicas[1]?.status?.sessions).toMatchObject({ memory: { primary: 1, backup: 0 }, sticky: { primary: 0, backup: 0 } })
  expect(state.stores).toEqual([
    { store: 'redis', reached: true, sessions: expect.any(Number), memoryBytes: expect.any(Number), ms: expect.any(Number), set: null },
    { store: 'postgres', reached: true, sessions: expect.any(Number), memoryBytes: expect.any(Number), ms: expect.any(Number), set: null },
  ])
  expect(JSON.stringify(state)).not.toContain(token.slice(9))
})

test('a store is read by each replica through its own link, and told as a place of its own; with the name of the user', async () => {
  const user = await makeUser()
  for (const [mode, name] of [
    ['redis', 'redis'],
    ['db', 'postgres'],
  ] as const) {
    const { token, session } = await sessionIn(mode, second(), user.id)
    // Of a busy store, and of a name that is looked up for the first time, the answer may be late.
    await vi.waitFor(async () => {
      const { xray } = await stateOf(mode, token)
      expect(told(xray.views).filter((view) => !view.endsWith('unreachable'))).toEqual([
        'web-1 reader known',
        'web-2 reader known',
        `${name} store known`,
      ])
      for (const view of xray.views.filter(({ state }) => state === 'known'))
        expect(view.session).toMatchObject({ id: session.id, signedIn: true, user: 'Tester', cartCount: 2 })
      expect(JSON.stringify(xray)).not.toContain(user.id)
    }, 10_000)
  }
})

test('a cookie that holds the session is opened here, and the token goes to nobody', async () => {
  const { token, session } = await sessionIn('stateless', second())
  const { xray } = await stateOf('stateless', token)
  expect(told(xray.views)).toEqual(['web-1 reader known', 'cookie cookie known'])
  expect(xray.views[1]?.session).toMatchObject({ id: session.id, cart: { 'p-lamp': 2 } })
  expect(told((await stateOf('stateless', `${token}x`)).xray.views)).toEqual(['web-1 reader unknown', 'cookie cookie unknown'])
})

test('a browser without a session has no views; nonsense as a token is none', async () => {
  expect((await stateOf('redis', null)).xray).toMatchObject({ mode: 'redis', id: null, views: [] })
  expect((await stateOf('redis', 'nonsense')).xray).toMatchObject({ id: null, views: [] })
})

test('members say what they hold themselves; a cursor goes on where the last answer ended, and is kept for who does not answer', async () => {
  await vi.waitFor(() => expect(first().clusters.get('replicated')?.counters().members).toBe(2))
  const { token, session } = await sessionIn('replicated', second())
  expect(frames.at(-1), 'heard in the lab').toMatchObject({ from: 'web-2', to: 'web-1', kind: 'replicate', sessions: [session.id] })
  const state = await stateOf('replicated', token)
  const views = told(state.xray.views).filter((view) => view.endsWith(' known'))
  expect(views.map((view) => view.split(' ')[0])).toEqual(['web-1', 'web-2'])
  expect(views.map((view) => view.split(' ')[1])).toEqual(expect.arrayContaining(['primary', 'backup']))
  const [, boot] = /^web-1:(\w+)\.0\.0,web-2:\1\.0\.0$/.exec(state.cursor) ?? []
  expect(boot).toBeTruthy()
  const next = await stateOf('replicated', token, `web-3:abc.7.8,web-99:abc.1.1,${state.cursor},nonsense`)
  expect(new Set(next.cursor.split(','))).toEqual(new Set([...state.cursor.split(','), 'web-3:abc.7.8']))
})

test('who knows no other replica tells of itself', async () => {
  const asked = { mode: 'memory', token: null, id: null, ids: [], visitor: null, since: null } as const
  const { replicas } = await labState(asked, first(), async () => [])
  expect(replicas).toEqual([{ name: 'web-1', addresses: [], condition: 'up', status: expect.anything() }])
})
