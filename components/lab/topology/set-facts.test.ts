import { expect, test } from 'vitest'
import type { ServerSet, ServerState } from '@/lab/contract'
import { offersForStore } from './orders'
import { setFacts, setSentence } from './set-facts'

const NOBODY: ReadonlySet<string> = new Set()
const server = (name: string, part: Partial<ServerState> = {}): ServerState => ({
  name,
  role: 'replica',
  reached: true,
  of: null,
  slots: null,
  ...part,
})
const set = (servers: readonly ServerState[], part: Partial<ServerSet> = {}): ServerSet => ({
  servers,
  keeper: null,
  failovers: 0,
  canCrash: true,
  ...part,
})
const sentinels = [1, 2, 3].map((n) => server(`sentinel-${n}`, { role: 'sentinel' }))
const ha = (master: number, down: readonly number[] = []) =>
  set(
    [
      ...[1, 2, 3].map((n) =>
        server(`redis-ha-${n}`, { reached: !down.includes(n), ...(n === master ? { role: 'master' } : { of: `redis-ha-${master}` }) }),
      ),
      ...sentinels,
    ],
    { keeper: `redis-ha-${master}` },
  )
const shard = (master: number, copy: number) => [
  server(`redis-cluster-${master}`, { role: 'master', slots: 5461 }),
  server(`redis-cluster-${copy}`, { of: `redis-cluster-${master}` }),
]

test('with Sentinels there is a row for each server, and the lines lead to the master, whoever that is', () => {
  const facts = setFacts('redis-ha', ha(2, [1]), new Set(['redis-ha-2', 'redis-ha-1']))
  expect(facts.rows.map(({ master }) => [master?.name, master?.role, master?.isNew])).toEqual([
    ['redis-ha-1', 'replica', false],
    ['redis-ha-2', 'master', true],
    ['redis-ha-3', 'replica', false],
  ])
  expect([facts.target, facts.sentinels.length]).toEqual([1, 3])
  expect(setSentence('redis-ha', facts)).toBe(
    'redis-ha-2 is the master, redis-ha-3 has a copy. redis-ha-2 has taken over. redis-ha-1 does not answer.',
  )
  expect(setSentence('redis-ha', setFacts('redis-ha', ha(1, [1]), NOBODY))).toBe(
    'redis-ha-1 is the master, redis-ha-2 and redis-ha-3 have copies. redis-ha-1 does not answer: the Sentinels choose another master.',
  )
})

test('a shard stays where it is when its copy takes over; who has lost its slots stays with it until it is back as a copy', () => {
  const before = [...shard(1, 4), ...shard(2, 5), ...shard(3, 6)]
  const keys = (servers: readonly ServerState[]) =>
    setFacts('redis-cluster', set(servers), NOBODY).rows.map(({ master, copies }) =>
      [master?.name, ...copies.map(({ name }) => name)].join(' '),
    )
  expect(keys(before)).toEqual(['redis-cluster-1 redis-cluster-4', 'redis-cluster-2 redis-cluster-5', 'redis-cluster-3 redis-cluster-6'])
  const dead = server('redis-cluster-2', { role: 'master', slots: 0, reached: false })
  const promoted = server('redis-cluster-5', { role: 'master', slots: 5461 })
  const during = [...shard(1, 4), dead, promoted, ...shard(3, 6)]
  expect(keys(during)).toEqual(['redis-cluster-1 redis-cluster-4', 'redis-cluster-5 redis-cluster-2', 'redis-cluster-3 redis-cluster-6'])
  expect(keys([...shard(1, 4), ...shard(5, 2), ...shard(3, 6)])[1]).toBe('redis-cluster-5 redis-cluster-2')
  const facts = setFacts('redis-cluster', set(during, { keeper: 'redis-cluster-5' }), new Set(['redis-cluster-5']))
  expect(facts.target).toBe(1)
  expect(setSentence('redis-cluster', facts)).toBe(
    '3 masters share the sessions; redis-cluster-5 keeps yours. redis-cluster-5 has taken over. redis-cluster-2 does not answer.',
  )
})

test('before anything is known there are three empty rows', () => {
  for (const kind of ['redis-ha', 'redis-cluster'] as const) {
    const facts = setFacts(kind, null, NOBODY)
    expect([facts.rows.length, facts.target]).toEqual([3, 1])
    expect(setSentence(kind, facts)).toBe('Its servers are being asked who is who.')
    expect(setSentence(kind, facts, true)).toMatch(/^The ways to all of its servers are closed/)
  }
})

test('each master that is up can be crashed, that of the session first; not where nobody has power over them', () => {
  const labels = (facts: ReturnType<typeof setFacts>) => offersForStore('redis-cluster', facts).map(({ label }) => label)
  const all = [...shard(1, 4), ...shard(2, 5), ...shard(3, 6)]
  expect(labels(setFacts('redis-cluster', set(all, { keeper: 'redis-cluster-2' }), NOBODY))).toEqual([
    'Slow by 200 ms',
    'Stop all of it',
    'Crash your session’s master',
    'Crash redis-cluster-1',
    'Crash redis-cluster-2',
    'Crash redis-cluster-3',
  ])
  expect(labels(setFacts('redis-cluster', set(all, { canCrash: false }), NOBODY))).toEqual(['Slow by 200 ms', 'Stop all of it'])
  expect(offersForStore('redis-ha', setFacts('redis-ha', ha(2), NOBODY)).at(-1)).toMatchObject({
    label: 'Crash the master, redis-ha-2',
    order: { kind: 'crash-master', store: 'redis-ha', server: 'redis-ha-2' },
  })
})
