import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '../../errors'
import type { SessionStore } from '../../session'
import { openRedisStore } from '../redis'
import { indexKey } from './keys'
import type * as openWireModule from './open-wire'
import { startTestCluster, type TestCluster } from './test-cluster'
import { eventually } from './test-server'
import { SteppedWire } from './test-steps'
import { draft, guest, renewal, WAYS } from './test-ways'

const steps = new SteppedWire()
let isFirst = true
vi.mock('./open-wire', async (original) => {
  const { openWire } = await original<typeof openWireModule>()
  return {
    openWire: (...args: Parameters<typeof openWire>) => {
      const wire = openWire(...args)
      if (!isFirst) return wire
      isFirst = false
      return steps.over(wire)
    },
  }
})

let cluster: TestCluster
/** Goes by `steps`; `b` is another replica, which nothing holds up. */
let a: SessionStore
let b: SessionStore
beforeAll(async () => {
  cluster = await startTestCluster()
  a = openRedisStore(cluster.url)
  b = openRedisStore(cluster.url)
})
afterAll(async () => {
  await Promise.all([a?.close(), b?.close()])
  await cluster?.remove()
})

const ids = async (userId: string) => (await b.list(userId)).map(({ id }) => id)
const indexed = async (userId: string) =>
  (await cluster.masterOf(await cluster.slotOf(indexKey(userId)))).inspect.zrange(indexKey(userId), '0', '-1')

describe.each(Object.entries(WAYS))('%s', (_name, { step, isRepeatable, prepare }) => {
  test('held up between its steps, does not survive an endAll', async () => {
    const userId = randomUUID()
    const { begin, before } = await prepare(a, b, userId)
    const { reached, release } = steps.hold(step, 'before')
    const begun = begin()
    await reached
    expect(await b.endAll(userId)).toBe(before)
    release()
    expect(await begun).toBeNull()
    expect(await ids(userId)).toEqual([])
    await eventually(async () => expect(await indexed(userId)).toEqual([]))
    expect(await b.endAll(userId)).toBe(0)
  })

  test('held up before its answer, is ended by an endAll', async () => {
    const userId = randomUUID()
    const { begin } = await prepare(a, b, userId)
    const { reached, release } = steps.hold(step, 'after')
    const begun = begin()
    await reached
    expect(await b.endAll(userId)).toBe(1)
    release()
    expect(await b.peek((await begun)?.id ?? '')).toBeNull()
    expect(await ids(userId)).toEqual([])
  })

  test('in the midst of an endAll, is ended by it when its fence is older, and stays when it is newer', async () => {
    const userId = randomUUID()
    const old = await prepare(a, b, userId)
    const held = steps.hold(step, 'before')
    const begun = old.begin()
    await held.reached
    // Another endAll by a step of `a`: it has read the index, and stands before the sessions.
    const ending = steps.hold('endOrBar', 'before')
    const ended = a.endAll(userId)
    await ending.reached
    held.release()
    const late = await begun
    const signIn = await renewal(b, userId)
    const newer = await b.renew(null, signIn)
    ending.release()
    expect(await ended).toBe(late === null ? old.before : 1)
    expect(await ids(userId)).toEqual([newer?.session.id])
    if (late) expect(await b.peek(late.id)).toBeNull()
  })

  test('held up between its steps, is not forgotten by a list, and ended by what comes later', async () => {
    const userId = randomUUID()
    const { begin, before } = await prepare(a, b, userId)
    const { reached, release } = steps.hold(step, 'before')
    const begun = begin()
    await reached
    expect(await b.list(userId)).toHaveLength(before)
    release()
    const session = await begun
    expect(await ids(userId)).toEqual([session?.id])
    expect(await b.endAll(userId)).toBe(1)
    expect(await b.peek(session?.id ?? '')).toBeNull()
  })

  test('whose first or second step is lost, or its answer, is unavailable; repeated, there is no session that endAll misses', async () => {
    for (const lost of ['admit', step] as const) {
      for (const when of ['before', 'after'] as const) {
        const userId = randomUUID()
        const { begin } = await prepare(a, b, userId)
        steps.lose(lost, when)
        await expect(begin()).rejects.toBeInstanceOf(StoreUnavailable)
        const session = await begin()
        expect(await ids(userId)).toContain(session?.id)
        // Only where there is no token to know the repeat by may the first one have been made as well.
        const twice = lost === step && when === 'after' && !isRepeatable
        expect(await b.endAll(userId)).toBe(twice ? 2 : 1)
        expect(await ids(userId)).toEqual([])
      }
    }
  })

  test('that comes half a minute late does not begin any more', async () => {
    const userId = randomUUID()
    const { begin, before } = await prepare(a, b, userId)
    const place = step === 'create' ? 6 : 2
    steps.alter(step, (args) => args.map((arg, i) => (i === place ? `${BigInt(arg) - 31_000_000n}` : arg)))
    await expect(begin()).rejects.toMatchObject({ name: 'StoreUnavailable', cause: { message: expect.stringContaining('too late') } })
    expect(await b.list(userId)).toHaveLength(before)
  })
})

test('two sign-ins by one token, one held up between its steps: one session, and the same answer', async () => {
  const userId = randomUUID()
  const [{ token }, signIn] = [await guest(b), await renewal(b, userId)]
  const { reached, release } = steps.hold('renew', 'before')
  const first = a.renew(token, signIn)
  await reached
  const second = await b.renew(token, signIn)
  release()
  expect(await first).toEqual(second)
  expect(await b.list(userId)).toEqual([second?.session])
  expect(second?.session.attributes).toEqual({ 'cart:p1': 3, 'cart:saved': 1 })
  await eventually(async () => expect(await indexed(userId)).toEqual([second?.session.id]))
})

test('a sign-in by somebody else, held up between its steps, gets nothing and leaves nothing', async () => {
  const [ann, bob] = [randomUUID(), randomUUID()]
  const { token } = await guest(b)
  const { reached, release } = steps.hold('renew', 'before')
  const theirs = a.renew(token, await renewal(b, bob))
  await reached
  const mine = await b.renew(token, await renewal(b, ann))
  release()
  expect(await theirs).toBeNull()
  expect(await b.list(bob)).toEqual([])
  expect(await b.list(ann)).toEqual([mine?.session])
  await eventually(async () => expect(await indexed(bob)).toEqual([]))
})

test('a sign-in whose session was ended between its steps makes a fresh one; a renewal makes none', async () => {
  const userId = randomUUID()
  for (const onlyLive of [false, true]) {
    const { token } = onlyLive ? await b.create(await draft(b, userId)) : await guest(b)
    const { reached, release } = steps.hold('renew', 'before')
    const renewing = a.renew(token, await renewal(b, userId, { grace: 'full', onlyLive }))
    await reached
    expect((await b.end(token))?.attributes).toEqual({ 'cart:p1': 3 })
    release()
    const answer = await renewing
    if (onlyLive) expect(answer).toBeNull()
    else expect(answer).toMatchObject({ before: null, session: { version: 1, attributes: { 'cart:saved': 1 } } })
    if (answer) expect(answer.token.slice(0, 8)).not.toBe(token.slice(0, 8))
    expect(await b.endAll(userId)).toBe(onlyLive ? 0 : 1)
  }
})

test('an end that is lost half-way leaves no session behind, and its index entry hurts nobody', async () => {
  for (const when of ['before', 'after'] as const) {
    const userId = randomUUID()
    const { token, session } = await b.create(await draft(b, userId))
    steps.lose('end', when)
    await expect(a.end(token)).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await a.end(token)).toEqual(when === 'before' ? session : null)
    expect(await b.list(userId)).toEqual([])
    expect(await b.endAll(userId)).toBe(0)
  }
})

test('an endAll that is lost half-way is unavailable, refuses sign-ins from before it, and ends the rest when repeated', async () => {
  for (const lost of ['fenceOff', 'endOrBar'] as const) {
    for (const when of ['before', 'after'] as const) {
      const userId = randomUUID()
      const stale = await renewal(b, userId)
      const made = [await b.create(await draft(b, userId)), await b.create(await draft(b, userId)), await b.create(await draft(b, userId))]
      steps.lose(lost, when)
      await expect(a.endAll(userId)).rejects.toBeInstanceOf(StoreUnavailable)
      const alive = (await b.list(userId)).length
      expect(alive).toBe(lost === 'fenceOff' ? 3 : when === 'before' ? 1 : 0)
      if (lost !== 'fenceOff' || when === 'after') expect(await b.renew(null, stale)).toBeNull()
      expect(await a.endAll(userId)).toBe(alive)
      for (const { token } of made) expect(await b.read(token)).toBeNull()
      expect(await b.renew(null, stale)).toBeNull()
    }
  }
})

test('a periodic renewal in the midst of an endAll, by the fence that this has moved, is ended by it; one that is spared stays', async () => {
  for (const isSpared of [false, true]) {
    const userId = randomUUID()
    const { token, session } = await b.create(await draft(b, userId))
    const periodic = async (from: string) => b.renew(from, await renewal(b, userId, { grace: 'full', onlyLive: true }))
    const spared = isSpared ? await periodic(token) : null
    if (spared) {
      // As if what takes the old one out of the index had been lost.
      await eventually(async () => expect(await indexed(userId)).toEqual([spared.session.id]))
      const { inspect } = await cluster.masterOf(await cluster.slotOf(indexKey(userId)))
      await inspect.zadd(indexKey(userId), Date.now() + 60_000, session.id)
    }
    const { reached, release } = steps.hold('endOrBar', 'before')
    const ended = a.endAll(userId, spared?.session.id)
    await reached
    const renewed = isSpared ? null : await periodic(token)
    const again = renewed && (await periodic(renewed.token))
    release()
    expect(await ended).toBe(isSpared ? 0 : 1)
    for (const each of [renewed, again]) if (each) expect(await b.peek(each.session.id)).toBeNull()
    expect(await ids(userId)).toEqual(spared ? [spared.session.id] : [])
  }
})

test('many who sign in at once, with endAll among them: no session survives it, and none is lost or doubled', async () => {
  for (let round = 0; round < 10; round++) {
    const userId = randomUUID()
    const carts = await Promise.all(Array.from({ length: 8 }, () => guest(b)))
    const signIn = await renewal(b, userId)
    const [answers, ended] = await Promise.all([
      Promise.all(carts.map(({ token }, i) => (i % 2 ? a : b).renew(token, signIn))),
      (round % 2 ? a : b).endAll(userId),
    ])
    expect(await ids(userId)).toEqual([])
    expect(ended).toBe(answers.filter(Boolean).length)
    for (const [i, { token }] of carts.entries()) {
      // Either the guest's session went on into one that was ended, or it is there as it was.
      expect((await a.read(token)) === null).toBe(answers[i] !== null)
      if (answers[i]) expect(await a.read(answers[i].token)).toBeNull()
    }
  }
})
