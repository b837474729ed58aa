import { describe, expect, test } from 'vitest'
import { LAB, MODES, type ProfileName } from '../../sessions/modes'
import { parseSessionStoreUrl } from '../../sessions/store-url'
import { sessionStoreUrl } from './session-stores'
import { planStack } from './stack-plan'

const CLUSTERS: readonly ProfileName[] = ['replicated', 'primary-backup', LAB.name]
const profiles: readonly ProfileName[] = [...MODES.filter(({ available }) => available).map(({ name }) => name), LAB.name]
const plan = (mode: ProfileName) => planStack(mode, '/tmp/x', 0, 3)

describe.each(profiles)('%s', (mode) => {
  test('has a port for each thing that it needs, none twice, and none for what it does not', async () => {
    const { port, postgresPort, redisPort, replicas, clusterPeers } = await plan(mode)
    expect(redisPort !== null).toBe(['redis', LAB.name].includes(mode))
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
      ...replicas.map((each) => each.port),
      ...clusterPorts,
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  test('has a SESSION_STORE of its store', () => {
    const store = mode === LAB.name ? 'lab' : MODES.find(({ name }) => name === mode)?.store
    expect(parseSessionStoreUrl(sessionStoreUrl(mode, 'redis://127.0.0.1:1')).kind).toBe(store)
  })
})

test('where the replicas are is not in SESSION_STORE, since it differs from the mode table; what an acknowledgement means is', () => {
  expect(parseSessionStoreUrl(sessionStoreUrl('replicated', null))).toEqual({
    kind: 'replicated',
    peers: null,
    listen: null,
    ack: 'applied',
  })
  expect(sessionStoreUrl('replicated', null)).toBe('replicated:?ack=applied')
  expect(sessionStoreUrl('primary-backup', null)).toBe('primary-backup:')
})
