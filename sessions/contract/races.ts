import { expect } from 'vitest'
import { slideIntervalMs } from '../lifetime'
import { add, applied, change, given, guest, LONG, type RuleGroup, renewal, set, signedIn, someId, someUser } from './place'
import { fiftyAdds, linesOf, ROUNDS, soon, times, turn } from './racing'

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

  rule('changes racing an endAll never revive a session', async (pair) => {
    for (const round of times(ROUNDS)) {
      const userId = someUser()
      const { session, token } = await signedIn(pair.a, userId)
      await Promise.all([fiftyAdds(pair, token), soon().then(() => turn(pair, round).endAll(userId))])
      for (const store of [pair.a, pair.b]) {
        expect(await store.read(token)).toBeNull()
        expect(await store.peek(session.id)).toBeNull()
        expect(await store.list(userId)).toEqual([])
      }
    }
  })

  rule('reads that slide while a session ends or is renewed never revive it', async (pair) => {
    for (const how of ['end', 'renew', 'endAll'] as const) {
      for (const round of times(ROUNDS)) {
        const userId = someUser()
        const { session, token } = await signedIn(pair.a, userId)
        const signingIn = await renewal(pair.a, userId)
        pair.advance(slideIntervalMs(LONG.idleMs))
        const store = turn(pair, round)
        const over: () => Promise<unknown> = {
          end: () => store.end(token),
          renew: () => store.renew(token, signingIn),
          endAll: () => store.endAll(userId),
        }[how]
        await Promise.all([...times(20).map((i) => soon().then(() => turn(pair, i).read(token))), soon().then(over)])
        expect(await store.read(token)).toBeNull()
        expect(await store.peek(session.id)).toBeNull()
        expect(await store.list(userId)).toHaveLength(how === 'renew' ? 1 : 0)
      }
    }
  })

  rule('of two changes at once under one id, one is applied and the other a conflict', async (pair) => {
    for (const round of times(ROUNDS)) {
      const { token } = await guest(pair.a)
      const id = someId()
      const tries = await Promise.allSettled(
        times(2).map((i) => turn(pair, round + i).change(token, { id, steps: [set('cart:p1', i + 1)] })),
      )
      expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(tries.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'ChangeConflict', changeId: id } })
      const won = tries.findIndex(({ status }) => status === 'fulfilled') + 1
      expect(await pair.b.read(token)).toMatchObject({ version: 2, attributes: { 'cart:p1': won } })
    }
  })
}
