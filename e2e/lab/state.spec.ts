import { Redis } from 'ioredis'
import type { Stack } from '../../infra/local/stack'
import type { LabState, XRayView } from '../../lab/contract'
import type { ModeName } from '../../sessions/modes'
import { sessionKey } from '../../sessions/stores/redis/keys'
import { Client, type Reply } from '../support/client'
import { sql } from '../support/database'
import { expectSafeCookies } from '../support/problem'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'

const BOTH = { [LAMP.id]: 2, [KETTLE.id]: 1 }

/** A browser that speaks one mode, through the balancer or to a replica itself. */
class Browser extends Client {
  constructor(
    url: string,
    readonly mode: ModeName,
  ) {
    super(url)
  }

  override send(method: string, path: string, call: Parameters<Client['send']>[2]): Promise<Reply> {
    const headers = { 'x-hopcart-mode': this.mode, 'x-mode': this.mode, ...call.headers }
    return super.send(method, path, { ...call, headers })
  }

  /** The same browser, speaking to another address. */
  at(url: string): Browser {
    const other = new Browser(url, this.mode)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }

  /** On a busy machine a replica may be late, above all with its first answer: then it is asked again. */
  async state(since = ''): Promise<LabState> {
    for (let tries = 0; ; tries++) {
      const state = await this.stateNow(since)
      if (tries === 5 || state.replicas.every(({ status }) => status !== null)) return state
    }
  }

  async stateNow(since = ''): Promise<LabState> {
    const reply = await this.get(`/api/lab/state?since=${since}`)
    expect(reply.status, reply.text).toBe(200)
    for (const [name, token] of this.cookies)
      if (name.endsWith('-sid')) for (const part of token.split('.').slice(1).filter(Boolean)) expect(reply.text).not.toContain(part)
    return reply.json()
  }
}

/** Two lamps and a kettle in the cart, put there by two requests. */
async function shop(stack: Stack, mode: ModeName): Promise<Browser> {
  const browser = new Browser(stack.url, mode)
  for (const [id, quantity] of Object.entries(BOTH)) expect((await browser.add(id, quantity)).status).toBe(200)
  return browser
}

const placeOf = ({ place }: XRayView) => (typeof place === 'string' ? place : 'replica' in place ? place.replica : place.store)
const viewsOf = ({ xray }: LabState) => Object.fromEntries(xray.views.map((view) => [placeOf(view), view]))
const rolesOf = (state: LabState) => state.xray.views.map(({ role }) => role).sort()

/** What each replica answers of the cart when it is asked itself. */
async function cartsOf(stack: Stack, browser: Browser): Promise<Record<string, Record<string, number>>> {
  const carts = stack.state().replicas.map(async ({ name, address }) => [name, await browser.at(address).cart()] as const)
  return Object.fromEntries(await Promise.all(carts))
}

/** A gauge of the sessions of a mode that a replica counts itself. */
async function counted(stack: Stack, name: string, mode: ModeName): Promise<number[]> {
  const texts = stack.state().replicas.map(async ({ address }) => (await new Client(address).get('/api/metrics')).text)
  const line = new RegExp(`^${name}\\{mode="${mode}"\\} (\\d+)$`, 'm')
  return (await Promise.all(texts)).map((text) => Number(line.exec(text)?.[1]))
}

test('the first answer makes a browser a visitor; a browser without a session has none to look at', async ({ stack }) => {
  const browser = new Browser(stack.url, 'redis')
  const reply = await browser.get('/api/lab/state')
  expect(reply.status, reply.text).toBe(200)
  expectSafeCookies(reply, 'the visitor')
  expect(browser.cookies.get('lab-visitor')).toMatch(/^[\w-]{22}$/)
  expect((await browser.get('/api/lab/state')).headers['set-cookie'] ?? []).toEqual([])
  const state = await browser.state()
  expect(state.xray).toMatchObject({ mode: 'redis', id: null, views: [] })
  expect(state.replicas.map(({ name, condition }) => `${name} ${condition}`)).toEqual(['web-1 up', 'web-2 up', 'web-3 up'])
  for (const [i, { address }] of stack.state().replicas.entries())
    expect(state.replicas[i]?.addresses).toContain(address.replace('http://', ''))
  for (const { status } of state.replicas) expect(status?.memoryBytes).toBeGreaterThan(10_000_000)
  expect((await browser.post('/api/lab/state', {})).status).toBe(405)
})

test('memory: each replica says what it answers itself', async ({ stack }) => {
  const browser = new Browser(stack.url, 'memory')
  await browser.add(LAMP.id, 2)
  const views = viewsOf(await browser.state())
  const carts = await cartsOf(stack, browser)
  const known = Object.keys(views).filter((name) => views[name]?.state === 'known')
  expect(known).toHaveLength(1)
  for (const name of ['web-1', 'web-2', 'web-3']) {
    expect(views[name], name).toMatchObject({ role: 'only', state: known.includes(name) ? 'known' : 'unknown' })
    expect(views[name]?.session?.cart ?? {}, name).toEqual(carts[name])
  }
})

test('replicated: every replica has it, and says who decides; frames tell how it got there', async ({ stack }) => {
  const browser = await shop(stack, 'replicated')
  const state = await browser.state()
  expect(rolesOf(state)).toEqual(['backup', 'backup', 'primary'])
  const carts = await cartsOf(stack, browser)
  for (const [name, view] of Object.entries(viewsOf(state))) {
    expect(view, name).toMatchObject({ state: 'known', session: { version: 2, cartCount: 3, signedIn: false, user: null } })
    expect(view.session?.cart, name).toEqual(carts[name])
  }
  const { frames } = state
  expect(frames.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['replicate']))
  for (const frame of frames) {
    expect(frame).toMatchObject({ mode: 'replicated', session: state.xray.id, ok: true })
    expect([frame.from, frame.to].every((name) => /^web-[123]$/.test(name)) && frame.from !== frame.to).toBe(true)
  }
  expect((await browser.state(state.cursor)).frames, 'told once').toEqual([])
  expect((await new Browser(stack.url, 'replicated').state()).frames, "nobody else's business").toEqual([])
})

test('primary-backup: one decides, one has a copy, one knows where; what they hold grows by that', async ({ stack }) => {
  const held = ({ replicas }: LabState, role: 'primary' | 'backup') =>
    replicas.reduce((sum, { status }) => sum + (status?.sessions['primary-backup']?.[role] ?? 0), 0)
  let state: LabState | undefined
  // While members settle after one has come or gone, sessions are with their old and their new holders.
  await expect(async () => {
    const before = await new Browser(stack.url, 'primary-backup').state()
    const browser = await shop(stack, 'primary-backup')
    state = await browser.state()
    expect(rolesOf(state)).toEqual(['backup', 'primary', 'proxy'])
    for (const view of state.xray.views) {
      if (view.role === 'proxy') expect(view).toMatchObject({ state: 'unknown', session: null })
      else expect(view.session).toMatchObject({ version: 2, cart: BOTH })
    }
    expect([held(state, 'primary') - held(before, 'primary'), held(state, 'backup') - held(before, 'backup')]).toEqual([1, 1])
  }).toPass({ timeout: 50_000 })
  if (!state) return
  const metrics = await counted(stack, 'hopcart_sessions_primary', 'primary-backup')
  for (const [i, { name, status }] of state.replicas.entries())
    expect(status?.sessions['primary-backup']?.primary, name).toBeLessThanOrEqual(metrics[i] ?? Number.NaN)
  expect(state.replicas.every(({ status }) => status?.lost['primary-backup'] === 0)).toBe(true)
})

test('redis: every replica reads what Redis holds', async ({ stack }) => {
  const browser = await shop(stack, 'redis')
  const state = await browser.state()
  const redis = new Redis(stack.state().redis?.url ?? '')
  const [tag, hash] = String(state.xray.id).split('.')
  const stored = await redis.hgetall(`s:{${tag}}:${hash}`)
  const keys = await redis.keys('s:*')
  await redis.quit()
  const [version, createdAt, lastSeenAt] = String(stored.h).split(' ').map(Number)
  expect([version, stored[`.cart:${LAMP.id}`], stored[`.cart:${KETTLE.id}`]]).toEqual([2, '2', '1'])
  expect(rolesOf(state)).toEqual(['reader', 'reader', 'reader', 'store'])
  for (const [place, view] of Object.entries(viewsOf(state))) {
    expect(view.state, place).toBe('known')
    expect(view.session, place).toMatchObject({ id: state.xray.id, version, createdAt, lastSeenAt, cart: BOTH })
  }
  await expect
    .poll(async () => (await browser.state()).stores.find(({ store }) => store === 'redis'))
    .toMatchObject({
      reached: true,
      sessions: keys.length, // nobody signs in meanwhile: none is an alias
      memoryBytes: expect.any(Number),
    })
})

for (const mode of ['redis-ha', 'redis-cluster'] as const) {
  const inContainers = Boolean(process.env.HOPCART_COMPOSE)
  const setOf = ({ stores }: LabState) => stores.find(({ store }) => store === mode)?.set
  const nodeOf = (stack: Stack, name: string) => stack.state().redisNodes.find((each) => each.name === name)

  /** What the server of that name itself has of a session. */
  async function cartAt(stack: Stack, name: string, id: string): Promise<Record<string, string>> {
    const server = new Redis(nodeOf(stack, name)?.url ?? '', { maxRetriesPerRequest: 1 })
    const stored = await server.hgetall(sessionKey(id))
    server.disconnect()
    return Object.fromEntries(Object.entries(stored).filter(([field]) => field.startsWith('.cart:')))
  }

  test(`${mode}: its servers say who is who, and a crashed master costs a moment, not the session`, async ({ stack }) => {
    const browser = await shop(stack, mode)
    const state = await browser.state()
    const id = String(state.xray.id)
    expect(rolesOf(state)).toEqual(['reader', 'reader', 'reader', 'store'])
    for (const [place, view] of Object.entries(viewsOf(state))) expect(view.session, place).toMatchObject({ id, cart: BOTH })
    const names = stack.state().redisNodes.map(({ name }) => name)
    const own = names.filter((name) => (mode === 'redis-cluster') === name.startsWith('redis-cluster'))
    const all = own.map((name) => `${name} true`).sort()
    /** The set, once all of it is reached: a look lasts half a second at most, and on a busy machine a server may answer after that. */
    const whole = async () => {
      let set: ReturnType<typeof setOf>
      await expect(async () => {
        set = setOf(await browser.state())
        expect(set?.servers.map(({ name, reached }) => `${name} ${reached}`).sort()).toEqual(all)
      }).toPass({ timeout: 10_000 })
      return set
    }
    const before = await whole()
    // In containers nobody has power over the servers; the Lab says so, and what is refused does nothing.
    expect(before).toMatchObject({ canCrash: !inContainers })
    const keeper = before?.keeper ?? ''
    const kept = { [`.cart:${LAMP.id}`]: '2', [`.cart:${KETTLE.id}`]: '1' }
    expect(await cartAt(stack, keeper, id), keeper).toEqual(kept)

    const order = await browser.post('/api/lab/faults', { kind: 'crash-master', store: mode })
    expect(order.status, order.text).toBe(inContainers ? 409 : 201)
    if (inContainers) return expect(await whole()).toMatchObject({ keeper, failovers: before?.failovers })
    try {
      expect(order.json()).toMatchObject({ server: keeper, undone: null })
      expect(nodeOf(stack, keeper)?.pid, 'its process is gone').toBeNull()
      const again = await browser.post('/api/lab/faults', { kind: 'crash-master', store: mode, server: keeper })
      expect(again.status, again.text).toBe(409)
      await expect.poll(async () => viewsOf(await browser.state())[mode]?.session?.cart ?? null, { timeout: 20_000 }).toEqual(BOTH)
      await expect.poll(async () => (await browser.cart().catch(() => null)) ?? null, 'and it is served').toEqual(BOTH)
      await expect(async () => {
        const after = setOf(await browser.state())
        const next = after?.keeper ?? ''
        expect(next).not.toBe(keeper)
        expect(after?.servers.find(({ name }) => name === keeper)).toMatchObject({ reached: false })
        expect(after?.servers.find(({ name }) => name === next)).toMatchObject({ reached: true, role: 'master' })
        expect(after?.failovers).toBeGreaterThan(before?.failovers ?? 0)
        expect(await cartAt(stack, next, id), next).toEqual(kept)
      }).toPass({ timeout: 10_000 })
    } finally {
      expect((await browser.delete('/api/lab/faults')).status).toBe(200)
    }
    const { id: fault } = order.json<{ id: string }>()
    await expect
      .poll(async () => (await browser.state()).faults.find((each) => each.id === fault)?.healedMs ?? null, { timeout: 20_000 })
      .not.toBeNull()
    await whole()
  })
}

test('db: every replica reads what Postgres holds, also after a sign-in', async ({ stack }) => {
  const browser = await shop(stack, 'db')
  const guest = (await browser.state()).xray.id
  expect((await browser.signIn('demo@example.com', 'hopcart-demo')).status).toBe(200)
  const state = await browser.state()
  expect(state.xray.id).not.toBe(guest)
  const [row] = await sql<{ version: string; cart: Record<string, number>; name: string }>(
    stack,
    `SELECT s.version, u.name, (SELECT json_object_agg(substr(a.key, 6), a.number) FROM session_attribute a
       WHERE a.content_id = s.content_id AND a.key LIKE 'cart:%') AS cart
     FROM session s JOIN app_user u ON u.id::text = s.user_id WHERE s.id = $1`,
    [state.xray.id],
  )
  const [live] = await sql<{ n: string }>(stack, 'SELECT count(*) AS n FROM session WHERE moved_to IS NULL')
  expect(row?.cart).toMatchObject(BOTH) // and what the account had saved
  expect(rolesOf(state)).toEqual(['reader', 'reader', 'reader', 'store'])
  for (const [place, view] of Object.entries(viewsOf(state))) {
    expect(view.session, place).toMatchObject({ id: state.xray.id, signedIn: true, user: row?.name, version: Number(row?.version) })
    expect(view.session?.cart, place).toEqual(row?.cart)
  }
  await expect
    .poll(async () => (await browser.state()).stores.find(({ store }) => store === 'postgres'))
    .toMatchObject({ reached: true, sessions: Number(live?.n) })
})

test('stateless: no replica holds it; the one that has been sent the cookie can read it', async ({ stack }) => {
  const browser = await shop(stack, 'stateless')
  const state = await browser.state()
  expect(state.xray.views.map(placeOf)).toEqual([state.answeredBy, 'cookie'])
  for (const { role, state: found, session } of state.xray.views) {
    expect(['reader', 'cookie']).toContain(role)
    expect([found, session?.cart]).toEqual(['known', BOTH])
  }
})

test('a replica that hangs is silent, a Redis that hangs is out of reach, and the answer comes all the same', async ({ stack }) => {
  const browser = await shop(stack, 'redis')
  const [first] = stack.state().replicas
  const itself = browser.at(String(first?.address))
  stack.pause('web-2')
  try {
    const state = await itself.stateNow()
    expect(state.replicas.map(({ name, condition }) => `${name} ${condition}`)).toEqual(['web-1 up', 'web-2 silent', 'web-3 up'])
    expect(viewsOf(state)['web-2']).toMatchObject({ state: 'unreachable', session: null })
    expect(viewsOf(state)['web-3']).toMatchObject({ state: 'known' })
    stack.pause('redis')
    const worse = await itself.stateNow()
    expect(worse.stores.map(({ store, reached }) => `${store} ${reached}`)).toEqual([
      'redis false',
      'redis-ha true',
      'redis-cluster true',
      'postgres true',
    ])
    expect(worse.xray.views.map(({ state }) => state)).toEqual(['unreachable', 'unreachable', 'unreachable', 'unreachable'])
  } finally {
    stack.resume('redis')
    stack.resume('web-2')
  }
  await expect.poll(async () => (await itself.state()).xray.views.map(({ state }) => state)).toEqual(['known', 'known', 'known', 'known'])
})
