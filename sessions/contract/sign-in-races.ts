import { expect } from 'vitest'
import { FenceMoved } from '../errors'
import { add, change, given, guest, LONG, type RuleGroup, renewal, set, signedIn, someUser } from './place'
import { fiftyAdds, linesOf, ROUNDS, soon, times, turn } from './racing'

/** What may meet a sign-in: the cart is in exactly one place, and nobody gets in, or is thrown out, by being quick. */
export const signInRaceRules: RuleGroup = (rule) => {
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
      const [final, answer] = await Promise.all([
        soon().then(() => turn(pair, round).end(token)),
        soon().then(() => turn(pair, round + 1).renew(token, signingIn)),
      ])
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
        soon().then(() => turn(pair, round).renew(token, checked)),
        soon().then(() => turn(pair, round + 1).endAll(userId)),
        soon().then(() => turn(pair, round + 1).renew(null, checked)),
        soon().then(() => turn(pair, round).create(draft).catch(onlyFenceMoved)),
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

  rule('a storm of everything on one user: no call fails, and an endAll is the end of it', async (pair) => {
    const userId = someUser()
    const tokens = [(await signedIn(pair.a, userId)).token]
    const any = () => tokens[Math.floor(Math.random() * tokens.length)] as string
    const know = (answer: { token: string } | null) => answer && tokens.push(answer.token)
    const one = async (i: number) => {
      await soon()
      const store = turn(pair, i)
      if (i % 10 === 0) know(await store.renew(null, await renewal(store, userId, { maxSessions: 3, steps: [add('cart:p1')] })))
      else if (i % 10 === 1) know(await store.renew(any(), await renewal(store, userId, { grace: 'full', maxSessions: 3 })))
      else if (i % 10 === 2) know(await store.renew(any(), await renewal(store, userId)))
      else if (i % 10 === 3) know((await signedIn(store, userId).catch(onlyFenceMoved)) || null)
      else if (i % 20 === 4) await store.end(any())
      else if (i % 40 === 14) await store.endAll(userId)
      else if (i % 10 === 5) await store.list(userId)
      else if (i % 10 === 6) await store.read(any())
      else await store.change(any(), change(add('cart:p1'), add(`cart:p${i}`)))
    }
    await Promise.all(times(200).map(one))
    const left = await pair.a.list(userId)
    for (const { id } of left) expect(await pair.b.peek(id)).not.toBeNull()
    expect(await pair.b.endAll(userId)).toBe(left.length)
    for (const token of tokens) expect(await pair.a.read(token)).toBeNull()
  })
}

function onlyFenceMoved(error: unknown): void {
  expect(error).toBeInstanceOf(FenceMoved)
}
