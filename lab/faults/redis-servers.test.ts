import { expect, test } from 'vitest'
import { namesOfServers, serverSet } from '../state/server-sets'
import { readServers, writeServers } from './redis-servers'
import { withMaster } from './which-master'

const server = (address: string, role: 'master' | 'replica' | 'sentinel', part: object = {}) => ({
  address,
  role,
  reached: true,
  of: null,
  slots: null,
  ...part,
})
const names = namesOfServers('redis-ha-1=127.0.0.1:7001,redis-ha-2=127.0.0.1:7002,sentinel-1=127.0.0.1:7003')
const store = (servers: readonly object[], keeper: string | null = '127.0.0.1:7002') => ({
  servers: async () => ({ servers, keeper, failovers: 1 }) as never,
})
const two = [
  server('127.0.0.1:7003', 'sentinel'),
  server('127.0.0.1:7002', 'master'),
  server('127.0.0.1:7001', 'replica', { of: '127.0.0.1:7002' }),
]

test('servers have the names of their hosts, or those before their addresses; whose they are their names say', () => {
  const listed = 'redis-ha-1:6379,sentinel-2:26379,redis-cluster-3=127.0.0.1:7003'
  expect(readServers(listed)).toEqual([
    { name: 'redis-ha-1', set: 'redis-ha', host: 'redis-ha-1', port: 6379 },
    { name: 'sentinel-2', set: 'redis-ha', host: 'sentinel-2', port: 26_379 },
    { name: 'redis-cluster-3', set: 'redis-cluster', host: '127.0.0.1', port: 7003 },
  ])
  expect(readServers(writeServers(readServers(listed)))).toEqual(readServers(listed))
  expect(readServers('')).toEqual([])
  for (const wrong of ['redis:6379', 'redis-ha-1=', 'redis-ha-1=:1', 'redis-ha-1:99999'])
    expect(() => readServers(wrong), wrong).toThrow(RangeError)
})

test('a set is told by names, in their order', async () => {
  const set = await serverSet(store(two), 'id', names)
  expect(set?.servers.map(({ name, role, of }) => [name, role, of])).toEqual([
    ['redis-ha-1', 'replica', 'redis-ha-2'],
    ['redis-ha-2', 'master', null],
    ['sentinel-1', 'sentinel', null],
  ])
  expect(set).toMatchObject({ keeper: 'redis-ha-2', failovers: 1 })
  expect(await serverSet({}, 'id', names)).toBeNull()
})

test('a crash is for the master that keeps the session, else for the first that is up; never for a copy', async () => {
  const crash = { kind: 'crash-master', store: 'redis-ha' } as const
  expect(await withMaster(crash, store(two), 'id', names)).toEqual({ ...crash, server: 'redis-ha-2' })
  const masters = [server('127.0.0.1:7001', 'master', { reached: false }), server('127.0.0.1:7002', 'master')]
  expect(await withMaster(crash, store(masters, null), null, names)).toEqual({ ...crash, server: 'redis-ha-2' })
  const refused = async (name: string | undefined, servers: readonly object[]) =>
    withMaster({ ...crash, server: name }, store(servers), null, names).catch(({ status }: { status: number }) => status)
  expect(await refused('redis-ha-1', two)).toBe(409)
  expect(await refused('redis-ha-1', masters)).toBe(409)
  expect(await refused('redis-ha-9', two)).toBe(404)
  expect(await refused(undefined, [masters[0] ?? {}])).toBe(409)
})
