import { expect } from 'vitest'
import { FenceMoved } from '../errors'
import type { SessionStore } from '../session'
import { add, applied, change, given, guest, LONG, type Pair, type RuleGroup, renewal, set, signedIn, someUser } from './place'

const ROUNDS = 8
const times = (count: number) => Array.from({ length: count }, (_, i) => i)
/** The two stores in turn, as a balancer without affinity picks them. */
const turn = ({ a, b }: Pair, i: number): SessionStore => (i % 2 ? b : a)
/** A few milliseconds at most, so that rounds of a race meet at different moments. */
const soon = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 6))

/** Fifty changes of one line each, spread over both stores and over the time of the race; the lines whose change was acknowledged. */
async function fiftyAdds(pair: Pair, token: string) {
  const acknowledged: string[] = []
  const one = async (i: number) => {
    if (i >= 10) await soon()
    if ((await turn(pair, i).change(token, change(add('cart:count'), set(`cart:line${i}`, 1)))) !== null) acknowledged.push(`cart:line${i}`)
  }
  await Promise.all(times(50).map(one))
  return acknowledged.sort()
}

/** The lines that a cart of {@link fiftyAdds} holds; its counter must say the same. */
function linesOf(attributes: Readonly<Record<string, unknown>>) {
  const found = Object.keys(attributes).filter((key) => key.startsWith('cart:line'))
  expect(attributes['cart:count'] ?? 0, 'the counter counts every line once').toBe(found.length)
  return found.sort()
}

/** What may meet what, spread over two replicas: nothing is lost, doubled or revived. */
export const raceRules: RuleGroup = (rule) => {
  rule('200 changes of one line at once are all counted', async (pair) => {
    const { token } = await guest(pair.a)
    const answers = await Promise.all(times(200).map((i) => turn(pair, i).change(token, change(add('cart:p1')))))
    expect(answers.map((answer) => applied(answer).session.version).sort((x, y) => x - y)).toEqual(times(200).map((i) => i + 2))
    for (const answer of answers) expect(applied(answer).session.attributes['cart:p1']).toBe(applied(answer).session.version - 1)
    for (const store of [pair.a, pair.b]) expect(await store.read(token)).toMatchObject({ version: 201, attributes: { 'cart:p1': 200 } })
  })

  rule('200 changes of different lines at once are all kept', async (pair) => {
    const { token } = await guest(pair.a)
    await Promise.all(times(200).map((i) => turn(pair, i).change(token, change(add(`cart:p${i}`, i + 1)))))
    const expected = Object.fromEntries(times(200).map((i) => [`cart:p${i}`, i + 1]))
    for (const store of [pair.a, pair.b]) expect(await store.read(token)).toMatchObject({ version: 201, attributes: expected })
  })

  rule('200 changes at once, up and down, end where they sum up', async (pair) => {
    const { token } = await guest(pair.a, [set('cart:p1', 500)])
    await Promise.all(times(200).map((i) => turn(pair, i).change(token, change(add('cart:p1', i % 4 < 2 ? 3 : -2)))))
    expect((await pair.b.read(token))?.attributes).toEqual({ 'cart:p1': 600 })
  })

  rule('a limit holds under concurrency', async (pair) => {
    const { token } = await guest(pair.a)
    const answers = await Promise.allSettled(times(60).map((i) => turn(pair, i).change(token, change({ add: 'cart:p1', by: 1, max: 25 }))))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(25)
    expect(await pair.b.read(token)).toMatchObject({ version: 26, attributes: { 'cart:p1': 25 } })
  })

  rule('one change repeated 20 times at once is applied once', async (pair) => {
    const { token } = await guest(pair.a)
    const once = change(add('cart:p1'), add('cart:p2', 2))
    const answers = await Promise.all(times(20).map((i) => turn(pair, i).change(token, once)))
    for (const answer of answers) expect(applied(answer).session).toMatchObject({ version: 2, attributes: { 'cart:p1': 1, 'cart:p2': 2 } })
  })

  rule('changes racing an end never revive it, and its final state has every acknowledged one', async (pair) => {
    for (const round of times(ROUNDS)) {
      const userId = someUser()
      const { session, token } = await signedIn(pair.a, userId)
      const ending = soon().then(() => turn(pair, round).end(token))
      const [acknowledged, final] = await Promise.all([fiftyAdds(pair, token), ending])
      expect(linesOf(given(final).attributes)).toEqual(acknowledged)
      for (const store of [pair.a, pair.b]) {
        expect(await store.read(token)).toBeNull()
        expect(await store.peek(session.id)).toBeNull()
        expect(await store.list(userId)).toEqual([])
        expect(await store.change(token, change(add('cart:p1')))).toBeNull()
      }
    }
  })

  rule('of two ends at once, one answers the final state', async (pair) => {
    for (const _ of times(ROUNDS)) {
      const { session, token } = await guest(pair.a, [add('cart:p1')])
      const finals = await Promise.all(times(6).map((i) => turn(pair, i).end(i % 3 ? token : { id: session.id })))
      expect(finals.filter(Boolean)).toEqual([session])
    }
  })

  rule('of two users who renew one token at once, one wins, and the cart is in one session', async (pair) => {
    for (const round of times(ROUNDS)) {
      const { token } = await guest(pair.a, [set('cart:p1', 3)])
      const users = [someUser(), someUser()]
      const renewals = await Promise.all(users.map((userId) => renewal(pair.a, userId)))
      const answers = await Promise.all(renewals.map((each, i) => turn(pair, i + round).renew(token, each)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      const lists = (await Promise.all(users.map((userId) => pair.b.list(userId)))).flat()
      expect(lists).toEqual([answers.find(Boolean)?.session])
      expect(lists[0]?.attributes).toEqual({ 'cart:p1': 3 })
    }
  })

  rule('two renewals of one token at once by one user get the same answer', async (pair) => {
    for (const grace of ['powerless', 'full'] as const) {
      for (const _ of times(ROUNDS)) {
        const userId = someUser()
        const { token } = await signedIn(pair.a, userId, { change: change(set('cart:p1', 3)) })
        const same = await renewal(pair.a, userId, { grace, steps: [add('cart:p1')] })
        const [first, ...others] = await Promise.all(times(4).map((i) => turn(pair, i).renew(token, same)))
        for (const other of others) expect(other).toEqual(given(first))
        expect(await pair.b.list(userId)).toEqual([first?.session])
        expect(first?.session.attributes).toEqual({ 'cart:p1': 4 })
      }
    }
  })

  rule('changes racing a sign-in all arrive in the new session, and the old token reads nothing', async (pair) => {
    for (const round of times(ROUNDS)) {
      const { token } = await guest(pair.a)
      const signingIn = await renewal(pair.a, someUser(), { steps: [set('cart:saved', 1)] })
      const renewing = soon().then(() => turn(pair, round).renew(token, signingIn))
      const [acknowledged, answer] = await Promise.all([fiftyAdds(pair, token), renewing])
      const { token: next } = given(answer)
      const session = given(await turn(pair, round + 1).read(next))
      expect(acknowledged).toHaveLength(50)
      expect(linesOf(session.attributes)).toEqual(acknowledged)
      expect(session).toMatchObject({ version: 52, attributes: { 'cart:saved': 1 } })
      for (const store of [pair.a, pair.b]) expect(await store.read(token)).toBeNull()
    }
  })

  rule('a periodic renewal signs nobody out: reads and changes across it all succeed', async (pair) => {
    for (const round of times(ROUNDS)) {
      const userId = someUser()
      const { token } = await signedIn(pair.a, userId)
      const periodic = await renewal(pair.a, userId, { grace: 'full' })
      const renewing = soon().then(() => turn(pair, round).renew(token, periodic))
      const reads = times(20).map((i) => soon().then(() => turn(pair, i).read(token)))
      const [acknowledged, answer, ...seen] = await Promise.all([fiftyAdds(pair, token), renewing, ...reads])
      expect(seen.filter((session) => session?.userId !== userId)).toEqual([])
      expect(acknowledged).toHaveLength(50)
      expect(linesOf(given(await pair.b.read(given(answer).token)).attributes)).toEqual(acknowledged)
    }
  })

  rule('a sign-out racing a sign-in: the cart is in one place', async (pair) => {
    for (const round of times(ROUNDS)) {
      const userId = someUser()
      const { token } = await guest(pair.a, [set('cart:p1', 3)])
      const signingIn = await renewal(pair.a, userId)
      const [final, answer] = await Promise.all([turn(pair, round).end(token), turn(pair, round + 1).renew(token, signingIn)])
      const carts = [final, given(answer).session].filter((session) => session?.attributes['cart:p1'] === 3)
      expect(carts).toHaveLength(1)
      expect(answer?.before === null).toBe(final !== null)
      expect(await pair.a.list(userId)).toEqual([answer?.session])
    }
  })

  rule('a sign-in racing an endAll does not survive it', async (pair) => {
    for (const round of times(ROUNDS)) {
      const userId = someUser()
      const { token } = await guest(pair.a, [add('cart:p1')])
      const checked = await renewal(pair.a, userId)
      const draft = { change: change(), lifetime: LONG, userId, fence: checked.fence }
      const [answer] = await Promise.all([
        turn(pair, round).renew(token, checked),
        turn(pair, round + 1).endAll(userId),
        turn(pair, round + 1).renew(null, checked),
        turn(pair, round)
          .create(draft)
          .catch((error: unknown) => expect(error).toBeInstanceOf(FenceMoved)),
      ])
      for (const store of [pair.a, pair.b]) {
        expect(await store.list(userId)).toEqual([])
        if (answer) expect(await store.read(answer.token)).toBeNull()
      }
      // A refused sign-in left the guest's session as it was; an ended one took the cart with it.
      expect((await pair.b.read(token)) === null).toBe(answer !== null)
    }
  })

  rule('two sign-ins of one user at once are two sessions', async (pair) => {
    const userId = someUser()
    const guests = await Promise.all(times(2).map((i) => guest(turn(pair, i), [set('cart:p1', i + 1)])))
    const signingIn = await renewal(pair.a, userId)
    const answers = await Promise.all(guests.map(({ token }, i) => turn(pair, i + 1).renew(token, signingIn)))
    expect(answers.map((answer) => answer?.session.attributes['cart:p1'])).toEqual([1, 2])
    expect(await pair.a.list(userId)).toHaveLength(2)
    for (const answer of answers) expect(await pair.a.read(given(answer).token)).toEqual(answer?.session)
  })

  rule('maxSessions holds when many sign in at once', async (pair) => {
    const userId = someUser()
    const signingIn = await renewal(pair.a, userId, { maxSessions: 3 })
    const answers = await Promise.all(times(12).map((i) => turn(pair, i).renew(null, signingIn)))
    expect(await pair.b.list(userId)).toHaveLength(3)
    const alive = await Promise.all(answers.map((answer) => pair.a.read(given(answer).token)))
    expect(alive.filter(Boolean)).toHaveLength(3)
  })
}
