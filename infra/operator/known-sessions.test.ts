import { expect, test } from 'vitest'
import type { ModeName } from '../../sessions/modes'
import { countEnded, describeEnded } from './ended'
import { knownSessions, sessionTable, type ToldSession } from './known-sessions'

const session = (mode: ModeName, id: string, minute: number, device: string | null = null): ToldSession => ({
  mode,
  id,
  userId: 'u',
  createdAt: `2026-11-21T09:${minute}:07.000Z`,
  lastSeenAt: '2026-11-21T09:59:00.000Z',
  expiresAt: '2026-11-21T10:29:00.000Z',
  device,
  network: null,
  cartCount: 3,
})
const known = (...told: [replica: string, ...sessions: ToldSession[]][]) =>
  knownSessions({ answers: told.map(([replica, ...sessions]) => ({ replica, sessions })), problems: [] })

test('a session that several replicas tell of is listed once, newest first', () => {
  const [old, young] = [session('redis', 'a', 10), session('redis', 'b', 20)]
  expect(known(['web-1', old, young], ['web-2', young, old]).map(({ id, replicas }) => [id, replicas])).toEqual([
    ['b', ['web-1', 'web-2']],
    ['a', ['web-1', 'web-2']],
  ])
})

test('the table names replicas only where they do not share their sessions', () => {
  const shared = sessionTable(known(['web-1', session('redis', 'a', 10)], ['web-2', session('redis', 'a', 10)]))
  expect(shared).not.toMatch(/web-|replica/)
  expect(shared).toContain('2026-11-21 09:10Z')
  const mixed = sessionTable(known(['web-1', session('redis', 'a', 10)], ['web-2', session('memory', 'b', 11)]))
  const [head = '', , first = '', second = ''] = mixed.split('\n')
  expect(head).toMatch(/^mode +replica +id +device +network +created +last seen +expires +in cart$/)
  expect(first).toMatch(/^memory +web-2 +b /)
  expect(second).toMatch(/^redis +all +a /)
})

test('a device that names itself cannot write to the terminal', () => {
  const table = sessionTable(known(['web-1', session('redis', 'a', 10, 'x\u001b[2Jy\u202ez')]))
  expect(table).toContain('x?[2Jy?z')
})

test('ends are counted in all and by replica, and told by replica where that means something', () => {
  const ended = countEnded({ answers: [1, 0, 2].map((count, i) => ({ replica: `web-${i + 1}`, ended: count })), problems: [] })
  expect(ended).toEqual({ ended: 3, byReplica: { 'web-1': 1, 'web-3': 2 } })
  expect(describeEnded({ profile: 'memory', replicas: [] }, ended)).toBe('3 sessions ended (web-1: 1, web-3: 2)')
  expect(describeEnded({ profile: 'lab', replicas: [] }, ended)).toBe('3 sessions ended (web-1: 1, web-3: 2)')
  expect(describeEnded({ profile: 'redis', replicas: [] }, ended)).toBe('3 sessions ended')
  expect(describeEnded({ profile: 'memory', replicas: [] }, { ended: 0, byReplica: {} })).toBe('0 sessions ended')
})
