import { describe, expect, test } from 'vitest'
import type { Observation } from '@/lab/client/types'
import { nameAnomalies } from './anomalies'
import { asStranger, asUser, observation, sessionView, signIn, signOut } from './anomalies/testing'

/** The texts of each observation's anomalies, in order. */
const named = (...all: Observation[]) => nameAnomalies(all).map(({ anomalies }) => anomalies.map(({ text }) => text).join(', '))
const guest = (cartCount: number, part: Partial<Observation> = {}, id = 'tag.guest', version = cartCount) =>
  observation({ session: sessionView({ id, cartCount, version }), ...part })
const add = (cartCount: number, part: Partial<Observation> = {}, id = 'tag.guest', version = cartCount) =>
  guest(cartCount, { method: 'POST', route: '/api/cart/lines', calls: ['change'], ...part }, id, version)

describe('one replica after another, each with its own memory', () => {
  test('each that does not know the user is named, and the one that does is not', () => {
    expect(named(signIn(0), asStranger(), asStranger({ replica: 'web-3' }), asUser(0), asStranger())).toEqual([
      '',
      'signed out',
      'signed out',
      '',
      'signed out',
    ])
  })

  test('a stranger who adds gets a new session, which then is what counts', () => {
    const all = [signIn(3), asStranger(), add(1, { replica: 'web-2' }), guest(1), asStranger({ replica: 'web-1' }), guest(1)]
    expect(named(...all)).toEqual(['', 'signed out, cart vanished', 'signed out, cart vanished', '', 'cart vanished', ''])
  })

  test("a guest's cart on another replica is not the same cart", () => {
    expect(named(add(1, { presented: false }), add(1, {}, 'tag.other'), guest(1, {}, 'tag.other'))).toEqual(['', 'cart vanished', ''])
  })

  test('signing in where the cart is not known loses it', () => {
    expect(named(guest(2), signIn(0))).toEqual(['', 'cart vanished'])
  })
})

describe('what the shopper did', () => {
  test('signing out is no anomaly, nor what follows', () => {
    expect(named(signIn(2), signOut(), asStranger(), add(1, { presented: false }))).toEqual(['', '', '', ''])
  })

  test('signing out without cookie or report is a sign-out too', () => {
    expect(named(signIn(2), signOut({ calls: [], session: undefined, status: 303 }), asStranger())).toEqual(['', '', ''])
  })

  test('taking something out is none; less than that was left is', () => {
    const before = guest(3)
    const remove = observation({
      method: 'DELETE',
      route: '/api/cart/lines/lamp',
      calls: ['change'],
      session: sessionView({ id: 'tag.guest', cartCount: 2, version: 4 }),
    })
    expect(named(before, remove, guest(2, {}, 'tag.guest', 4), guest(1, {}, 'tag.guest', 4))).toEqual(['', '', '', '1 gone from the cart'])
  })

  test('an order, and a form of a page, may take things out', () => {
    for (const route of ['/api/checkout', '/cart'])
      expect(named(guest(3), guest(0, { method: 'POST', route, calls: ['change'] }, 'tag.guest', 4))).toEqual(['', ''])
  })

  test('a refused sign-out has not happened', () => {
    expect(named(signIn(2), signOut({ status: 403, calls: [], session: undefined }), asStranger())[2]).toBe('signed out, cart vanished')
  })

  test('a sign-out that nobody answered may have happened, even a while later', () => {
    const lost = signOut({ status: null, session: undefined, calls: [], replica: null })
    expect(named(signIn(0), lost, asUser(0), asStranger())).toEqual(['', 'no answer', '', ''])
  })

  test('signing in as somebody else is no loss', () => {
    expect(named(signIn(3), signIn(0, { session: sessionView({ id: 'tag.second', signedIn: true, cartCount: 0 }) }))).toEqual(['', ''])
  })
})

describe('requests that overlap', () => {
  test('only what was answered before a request began is known', () => {
    const first = guest(1, { at: 10_000, answeredAt: 10_010 })
    const slowRead = guest(1, { at: 10_020, answeredAt: 10_100 })
    const quickAdd = add(2, { at: 10_030, answeredAt: 10_050 })
    const late = guest(1, { at: 10_060, answeredAt: 10_070 })
    expect(named(first, slowRead, quickAdd, late)).toEqual(['', '', '', 'stale read: version 1 after 2'])
  })

  test('of two adds at once the later version counts, whichever is answered last', () => {
    const early = add(2, { at: 20_000, answeredAt: 20_090 })
    const late = add(3, { at: 20_001, answeredAt: 20_050 })
    expect(named(early, late, guest(3, { at: 20_100 }))).toEqual(['', '', ''])
    expect(named(early, late, guest(2, { at: 20_200 }))).toEqual(['', '', 'stale read: version 2 after 3'])
  })

  test('a read while a sign-in or a sign-out is under way may see either', () => {
    const during = asStranger({ at: 30_050, answeredAt: 30_060 })
    expect(named(guest(2, { at: 30_000 }), signIn(2, { at: 30_040, answeredAt: 30_070 }), during)).toEqual(['', '', ''])
    const leaving = signOut({ at: 30_040, answeredAt: null, pending: true, status: null })
    expect(named(signIn(2, { at: 30_000 }), leaving, during)).toEqual(['', '', ''])
  })

  test('a read that was under way when the user signed in takes nothing back', () => {
    const slow = guest(2, { at: 40_000, answeredAt: 40_090 })
    expect(named(guest(2, { at: 39_000 }), slow, signIn(2, { at: 40_010, answeredAt: 40_050 }), asStranger({ at: 40_100 }))).toEqual([
      '',
      '',
      '',
      'signed out, cart vanished',
    ])
  })
})

describe('what is not compared', () => {
  test('other modes and other shoppers', () => {
    expect(named(signIn(2), asStranger({ mode: 'redis' }), asStranger({ shopper: 2 }))).toEqual(['', '', ''])
  })

  test('a session that may have run out', () => {
    const half = 30 * 60_000
    expect(named(signIn(2, { at: 1_000 }), asStranger({ at: 1_000 + half }))).toEqual(['', ''])
    expect(named(signIn(2, { at: 1_000 }), asStranger({ at: half - 120_000 }))).toEqual(['', 'signed out, cart vanished'])
  })

  test('answers that say nothing of the session, and browsers without a cookie', () => {
    const unasked = observation({ session: undefined, calls: [], route: '/api/products' })
    expect(
      named(signIn(1), unasked, asStranger({ presented: false }), asStranger({ pending: true, answeredAt: null, status: null })),
    ).toEqual(['', '', '', ''])
  })
})

describe('a sealed cookie', () => {
  test('has a new id with each change, and what another tab wrote over is gone', () => {
    const stateless = (count: number, id: string, method = 'GET') =>
      observation({ mode: 'stateless', method, session: sessionView({ id, cartCount: count, version: count }) })
    expect(named(stateless(1, 'a', 'POST'), stateless(2, 'b', 'POST'), stateless(1, 'c'), stateless(1, 'c'))).toEqual([
      '',
      '',
      '1 gone from the cart',
      '',
    ])
  })
})

describe('on the way', () => {
  test('tried elsewhere, refused, lost', () => {
    const tries = [
      { replica: 'web-2', status: 502 },
      { replica: 'web-3', status: 200 },
    ]
    expect(named(observation({ replica: 'web-3', tries }))).toEqual(['answered by C after B failed'])
    expect(named(observation({ status: 503, outage: true, session: undefined }))).toEqual(['refused: store away'])
    expect(named(observation({ status: 502, replica: null, session: undefined }))).toEqual(['no answer'])
    expect(named(observation({ status: null, replica: null, session: undefined }))).toEqual(['no answer'])
  })

  test('an outage is no sign-out', () => {
    const away = observation({ status: 503, outage: true, session: undefined })
    expect(named(signIn(1), away, asUser(1))).toEqual(['', 'refused: store away', ''])
  })
})

test('what has not changed stays the same object, in the same place', () => {
  const all = [signIn(0), asStranger(), asUser(0)]
  const once = nameAnomalies(all)
  const twice = nameAnomalies(once)
  expect(once[0]).toBe(all[0])
  expect(twice.every((each, i) => each === once[i])).toBe(true)
})

test('a state that is read again catches up, and a change of an older state counts from then on', () => {
  const all = [add(3), guest(2), guest(3), add(2, {}, 'tag.guest', 2), guest(2)]
  expect(named(...all)).toEqual(['', 'stale read: version 2 after 3', '', 'stale read: version 2 after 3', ''])
})
