import { describe, expect, test } from 'vitest'
import { LAB, MODES, type ProfileName } from '../../sessions/modes'
import { parseSessionStoreUrl } from '../../sessions/store-url'
import { readRedisUrl } from '../../sessions/stores/redis/servers'
import { type RedisMode, redisModesOf, sessionStoreUrl, withNearCache } from './session-stores'
import { planStack } from './stack-plan'

const CLUSTERS: readonly ProfileName[] = ['replicated', 'primary-backup', LAB.name]
const profiles: readonly ProfileName[] = [...MODES.filter(({ available }) => available).map(({ name }) => name), LAB.name]
const SERVERS: Record<RedisMode, readonly string[]> = {
  redis: [], // by itself, see redisPort
  'redis-ha': ['redis-ha-1', 'redis-ha-2', 'redis-ha-3', 'sentinel-1', 'sentinel-2', 'sentinel-3'],
  'redis-cluster': [1, 2, 3, 4, 5, 6].map((n) => `redis-cluster-${n}`),
}
const plan = (mode: ProfileName, nearCache = false) => planStack({ mode, directory: '/tmp/x', port: 0, replicas: 3, nearCache })

describe.each(profiles)('%s', (mode) => {
  test('has a port for each thing that it needs, none twice, and none for what it does not', async () => {
    const { port, postgresPort, redisPort, redisServers, replicas, clusterPeers } = await plan(mode)
    expect(redisPort !== null).toBe(['redis', LAB.name].includes(mode))
    const redisModes = redisModesOf(mode)
    expect(redisServers.map(({ name }) => name)).toEqual(redisModes.flatMap((each) => SERVERS[each]))
    const clusterPorts = replicas.flatMap(({ clusterPort }) => clusterPort ?? [])
    expect(clusterPorts).toHaveLength(CLUSTERS.includes(mode) ? 3 : 0)
    expect(clusterPeers).toEqual(clusterPorts.map((each) => `127.0.0.1:${each}`))
    const supervisors = replicas.flatMap(({ supervisor }) => (supervisor ? Object.values(supervisor) : []))
    expect(supervisors).toHaveLength(mode === LAB.name ? 12 : 0)
    const all = [
      port,
      postgresPort,
      ...supervisors,
      ...(redisPort ? [redisPort] : []),
      ...redisServers.flatMap((each) => [each.port, each.busPort ?? []].flat()),
      ...replicas.map((each) => each.port),
      ...clusterPorts,
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('has a SESSION_STORE of its store', async () => {
    const store = mode === LAB.name ? 'lab' : MODES.find(({ name }) => name === mode)?.store
    expect(parseSessionStoreUrl(sessionStoreUrl(mode, (await plan(mode)).redisUrls)).kind).toBe(store)
  })
})

test('where the replicas are is not in SESSION_STORE, since it differs from the mode table; what an acknowledgement means is', () => {
  expect(parseSessionStoreUrl(sessionStoreUrl('replicated', {}))).toEqual({
    kind: 'replicated',
    peers: null,
    listen: null,
    ack: 'applied',
  })
  expect(sessionStoreUrl('replicated', {})).toBe('replicated:?ack=applied')
  expect(sessionStoreUrl('primary-backup', {})).toBe('primary-backup:')
})

test('a Redis of several servers is reached by its Sentinels, or by all nodes of the cluster', async () => {
  const { redisUrls: ha, redisServers } = await plan('redis-ha')
  const sentinels = redisServers.flatMap(({ kind, port }) => (kind === 'sentinel' ? `127.0.0.1:${port}` : []))
  expect(ha).toEqual({ 'redis-ha': `redis+sentinel://${sentinels.join(',')}` })
  const { redisUrls: cluster, redisServers: nodes } = await plan('redis-cluster')
  expect(cluster).toEqual({ 'redis-cluster': `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}` })
})

test('every Redis has its near-cache on when it is asked for, also one whose URL has settings', async () => {
  const { redisUrls } = await plan(LAB.name, true)
  const named = 'redis+sentinel://127.0.0.1:26379?master=other'
  for (const url of [...Object.values(redisUrls), withNearCache(named)])
    expect(readRedisUrl(url)).toMatchObject({ servers: { nearCache: true } })
  expect(Object.keys(redisUrls)).toHaveLength(3)
  expect(readRedisUrl(withNearCache(named))).toMatchObject({ servers: { master: 'other' } })
})
