import { expect, test } from 'vitest'
import type { RawRecord } from '../traces/requests'
import type { RawFrame } from './frames'
import type { Look } from './look'
import { merge, usersIn } from './merge'

const status = { startedAt: 0, requests: {}, memoryBytes: 1, sessions: {}, nearCache: {}, lost: {}, lagMs: {} }
const session = (id: string, userId: string | null) => ({ id, signedIn: userId !== null, userId, cartCount: 1, version: 2 })

function lookOf(replica: string, rest: Partial<Look>): Look {
  const last = { boot: 'b', requests: 3, frames: 4 }
  return { replica, status, views: [], requests: [], frames: [], sessions: [], last, ...rest }
}

function record(at: number, replica: string, of: RawRecord['session']): RawRecord {
  const route = { id: `r${at}`, mode: 'redis', shopper: 1, method: 'GET', route: '/', status: 200, prefetch: false, totalMs: 1 } as const
  return { ...route, at, replica, storeMs: null, calls: [], presented: true, session: of, outage: false }
}

function frame(at: number, ...sessions: string[]): RawFrame {
  return { at, mode: 'replicated', from: 'web-1', to: 'web-2', kind: 'replicate', ms: 1, ok: true, sessions }
}

test('requests of all replicas come in order and with names; frames about sessions that any of them has seen of the visitor', () => {
  const looks = new Map([
    ['web-1', lookOf('web-1', { requests: [record(1, 'web-1', session('a', null)), record(4, 'web-1', null)], frames: [frame(9, 'a')] })],
    [
      'web-2',
      lookOf('web-2', {
        requests: [record(2, 'web-2', session('b', 'user-1')), record(3, 'web-2', session('b', 'user-2'))],
        frames: [frame(7, 'b'), frame(6, 'x'), frame(8, 'c')],
        sessions: ['b', 'a'],
      }),
    ],
  ])
  const collected = { own: 'web-1', known: [], looks }
  expect(usersIn(collected).sort()).toEqual(['user-1', 'user-2'])
  const asked = { mode: 'redis', token: null, id: null, ids: ['c'], visitor: 'v', since: null } as const
  const state = merge(asked, collected, [], new Map([['user-1', 'Ada']]))
  expect(state.requests.map(({ at, session }) => [at, session?.id, session?.user])).toEqual([
    [1, 'a', null],
    [2, 'b', 'Ada'],
    [3, 'b', null],
    [4, undefined, undefined],
  ])
  expect(JSON.stringify(state), 'names only').not.toMatch(/user-1|userId/)
  expect(state.frames.map(({ at, session }) => [at, session])).toEqual([
    [7, 'b'],
    [8, 'c'],
    [9, 'a'],
  ])
  expect(state.cursor).toBe('web-1:b.3.4')
})
