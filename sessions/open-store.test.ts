import { describe, expect, test, vi } from 'vitest'
import { MODES, type ModeName, modeOf } from './modes'
import { openStores, parseSessionStoreUrl } from './open-store'
import type { SessionStore } from './session'
import type { ClusterConfig } from './stores/cluster/open-cluster-store'
import { refusalOf } from './testing/refusal-of'

const opened: { name: string; url: string; closed: boolean }[] = []
type Address = string | { topology: string; nodes: { host: string; port: number }[] }
const fakeStore = vi.hoisted(() => (name: string) => (address: Address) => {
  const url = typeof address === 'string' ? address : `${address.topology} ${address.nodes.map(({ host, port }) => `${host}:${port}`)}`
  const entry = { name, url, closed: false }
  opened.push(entry)
  const close = async () => {
    entry.closed = true
  }
  return { name, close } as unknown as SessionStore
})
vi.mock('./stores/redis', () => ({ openRedisStore: fakeStore('redis') }))
vi.mock('./stores/postgres', () => ({ openPostgresStore: fakeStore('postgres') }))

const cluster = vi.hoisted(() => ({ asked: [] as ClusterConfig[][] }))
vi.mock('./stores/cluster/open-cluster-store', () => ({
  openClusterStores: (configs: ClusterConfig[]) => {
    cluster.asked.push(configs)
    return configs.map(({ design }) => ({ ...fakeStore(design)('the other replicas'), joined: Promise.resolve() }))
  },
}))

const CLUSTER = { CLUSTER_PEERS: 'web-1:7600,web-2:7600', CLUSTER_SECRET: 'a secret of thirty-two characters', REPLICA: 'web-2' }
const env = {
  ...CLUSTER,
  DATABASE_URL: 'postgresql://hop:cart@localhost:5432/hopcart',
  REDIS_URL: 'redis://:pw@localhost:6379/1',
  REDIS_HA_URL: 'redis+sentinel://s1,s2',
  REDIS_CLUSTER_URL: 'redis+cluster://c1,c2',
  SESSION_KEYS: 'k'.repeat(43),
}
const modesOf = (url: string) => openStores(url, env).modes

describe('SESSION_STORE', () => {
  test('names one of the stores', () => {
    expect(parseSessionStoreUrl('memory:')).toEqual({ kind: 'memory' })
    expect(parseSessionStoreUrl(' lab: ')).toEqual({ kind: 'lab' })
    expect(parseSessionStoreUrl('stateless:')).toEqual({ kind: 'stateless' })
    expect(parseSessionStoreUrl('postgres:')).toEqual({ kind: 'postgres', url: null })
    for (const url of ['postgres://u:p@db:5432/hopcart', 'postgresql://db/hopcart', 'postgres:///hopcart?host=/var/run/postgresql'])
      expect(parseSessionStoreUrl(url)).toEqual({ kind: 'postgres', url })
    for (const [url, topology] of [
      ['redis://redis:6379', 'single'],
      [' rediss://u:p@cache.example:6380/3 ', 'single'],
      ['redis+sentinel://a,b?master=m', 'sentinel'],
      ['redis+cluster://a:1', 'cluster'],
    ] as const)
      expect(parseSessionStoreUrl(url)).toMatchObject({ kind: 'redis', servers: { topology } })
  })

  test.each([
    '',
    'redis',
    'memory',
    'memory:x',
    'memry:',
    'mysql://u:p@h/db',
    'http://localhost',
    '://',
    'lab',
    'lab:x',
    'stateless',
    'stateless:x',
  ])('"%s" is refused with the list of right ones', (url) => {
    const message = refusalOf(() => parseSessionStoreUrl(url))
    for (const right of ['memory:', 'postgres:', 'redis://redis:6379', 'replicated:?peers=', 'primary-backup:?peers=', 'lab:'])
      expect(message).toContain(right)
  })

  test.each(['redis:', 'redis://', 'redis://:6379', 'postgres://db', 'postgres://', 'redis://a:b@', 'redis+sentinel:', 'redis+cluster://'])(
    '"%s" is refused with an example',
    (url) => expect(refusalOf(() => parseSessionStoreUrl(url))).toMatch(/is not an address like (redis(\+\w+)?|postgres):\/\//),
  )

  test('no message repeats a password', () => {
    const wrong = [
      's3cret',
      'x:s3cret@host',
      'redsi://u:s3cret@h',
      'redis://u:s3cret',
      'redis://u:s3cret@',
      'redis://:s3c#ret@h',
      'postgres://u:s3cret@h',
    ]
    wrong.push(
      'redis+sentinel://:s3cret@h:x',
      'redis+cluster://:s3cret@h/1',
      'u:s3cret@h:6379/0',
      '//u:s3cret@h',
      'postgres://u:s3cret@h:port/db',
      'redis://u:p?s3cret@h',
    )
    for (const url of wrong.slice(1))
      expect(
        refusalOf(() => parseSessionStoreUrl(url)),
        url,
      ).not.toMatch(/s3c/)
    const all = { DATABASE_URL: 'mysql://u:s3cret@h/db', REDIS_URL: 'redis://u:s3cret@/', REDIS_HA_URL: 'redis://u:s3cret@h' }
    expect(refusalOf(() => openStores('lab:', { ...all, REDIS_CLUSTER_URL: 's3cret', REDIS_VIA: 's3cret' }))).not.toMatch(/s3c/)
  })
})

describe('openStores', () => {
  test('opens the modes of a store, the first by default', () => {
    expect(modesOf('memory:')).toEqual(['memory', 'sticky', 'sticky-ip'])
    expect(modesOf('postgres:')).toEqual(['db'])
    expect(modesOf('redis://redis:6379')).toEqual(['redis'])
    expect(modesOf('redis+sentinel://s')).toEqual(['redis-ha'])
    expect(modesOf('redis+cluster://c')).toEqual(['redis-cluster'])
    expect(modesOf('stateless:')).toEqual(['stateless'])
    expect(openStores('memory:')).toMatchObject({ isLab: false, defaultMode: 'memory' })
    expect(openStores('postgres:', env)).toMatchObject({ isLab: false, defaultMode: 'db' })
  })

  test('passes the addresses on', () => {
    opened.length = 0
    openStores('postgres:', env)
    openStores('postgres://other/db', env)
    openStores('redis://redis', env)
    expect(opened.map(({ url }) => url)).toEqual([env.DATABASE_URL, 'postgres://other/db', 'single redis:6379'])
  })

  test('the lab opens all, Redis by default', () => {
    const stores = openStores('lab:', env)
    expect(stores).toMatchObject({ isLab: true, defaultMode: 'redis' })
    expect(stores.modes).toEqual(MODES.filter(({ available }) => available).map(({ name }) => name))
    expect(stores.modes.map((mode) => stores.storeFor(mode).name)).toEqual(stores.modes.map((mode) => modeOf(mode).store))
    expect(stores.stores).toHaveLength(stores.modes.length)
    expect(stores.has('redis')).toBe(true)
  })

  test('in the lab the modes of several Redis servers are open where their addresses are set, each of its own kind', () => {
    opened.length = 0
    const { REDIS_HA_URL, REDIS_CLUSTER_URL, ...plain } = env
    openStores('lab:', env)
    const redis = opened.flatMap(({ name, url }) => (name === 'redis' ? [url] : []))
    expect(redis).toEqual(['single localhost:6379', 'sentinel s1:26379,s2:26379', 'cluster c1:6379,c2:6379'])
    expect(openStores('lab:', plain).modes).toEqual(openStores('lab:', env).modes.filter((mode) => !mode.startsWith('redis-')))
    expect(openStores('lab:', { ...plain, REDIS_HA_URL }).has('redis-cluster')).toBe(false)
    const wrong = { ...env, REDIS_URL: REDIS_HA_URL, REDIS_HA_URL: REDIS_CLUSTER_URL, REDIS_CLUSTER_URL: 'c1', REDIS_VIA: 'c1:1' }
    expect(refusalOf(() => openStores('lab:', wrong))).toMatch(
      /^REDIS_URL is not .* redis:.*\nREDIS_HA_URL is not .*sentinel:.*\nREDIS_CLUSTER_URL is not [\s\S]*\nREDIS_VIA is not like/,
    )
    expect(refusalOf(() => openStores('redis://h', { REDIS_VIA: 'x' }))).toMatch(/^REDIS_VIA is not like/)
  })

  test('what the replicas keep among themselves is opened with one wire for all, and can be told from the rest', () => {
    cluster.asked.length = 0
    const stores = openStores('lab:', env)
    const peers = { kind: 'static', addresses: ['web-1:7600', 'web-2:7600'] }
    expect(cluster.asked).toEqual([
      ['replicated', 'primary-backup'].map((design) => ({
        design,
        peers,
        listen: { host: '0.0.0.0', port: 7600 },
        secret: CLUSTER.CLUSTER_SECRET,
        ack: 'applied',
        name: 'web-2',
      })),
    ])
    expect([...stores.clusters.keys()]).toEqual(['replicated', 'primary-backup'])
    for (const [mode, store] of stores.clusters) expect(store).toBe(stores.storeFor(mode))
    const one = openStores('primary-backup:?peers=a:1', env)
    expect([one.modes, one.defaultMode, [...one.clusters.keys()]]).toEqual([['primary-backup'], 'primary-backup', ['primary-backup']])
    expect(cluster.asked[1]).toHaveLength(1)
    expect(openStores('memory:').clusters.size).toBe(0)
  })

  test('in the lab the sessions may have a way of their own to the database, and to the other replicas', () => {
    opened.length = cluster.asked.length = 0
    openStores('lab:', { ...env, SESSION_DATABASE_URL: 'postgres://127.0.0.1:7702/shop', CLUSTER_VIA: '127.0.0.1:7703' })
    expect(opened).toContainEqual({ name: 'postgres', url: 'postgres://127.0.0.1:7702/shop', closed: false })
    const via = { host: '127.0.0.1', port: 7703 }
    expect(cluster.asked).toMatchObject([[{ via }, { via }]])
    const wrong = { ...env, SESSION_DATABASE_URL: 'mysql://me:secret@db/shop', CLUSTER_VIA: 'nowhere' }
    const refusal = refusalOf(() => openStores('lab:', wrong))
    expect(refusal).toMatch(/^SESSION_DATABASE_URL is not an address like postgres:/)
    expect(refusal).toContain('CLUSTER_VIA: "nowhere" is not the host:port of an HTTP proxy')
    expect(refusal).not.toContain('secret@')
  })

  test('the lab names every address that is missing or wrong, and opens nothing', () => {
    opened.length = 0
    expect(refusalOf(() => openStores('lab:', {}))).toMatch(
      /DATABASE_URL is not set.*\n.*REDIS_URL is not set[\s\S]*\nSESSION_KEYS is not set/,
    )
    expect(refusalOf(() => openStores('lab:', { ...env, REDIS_URL: 'localhost:6379' }))).toMatch(/^REDIS_URL is not an address/)
    expect(refusalOf(() => openStores('lab:', { ...env, SESSION_KEYS: 'k,k' }))).toMatch(/^SESSION_KEYS: key 1 of 2 /)
    expect(refusalOf(() => openStores('stateless:', {}))).toMatch(/^SESSION_KEYS is not set/)
    expect(refusalOf(() => openStores('postgres:', {}))).toContain('DATABASE_URL')
    expect(opened).toEqual([])
  })

  test('a mode that is not open has no store', () => {
    const stores = openStores('redis://redis:6379')
    for (const mode of ['memory', 'stateless', 'toString'] as ModeName[]) {
      expect(stores.has(mode)).toBe(false)
      expect(() => stores.storeFor(mode)).toThrow('open are redis')
    }
  })

  test('modes of one replica keep their sessions apart', async () => {
    const { storeFor, close } = openStores('memory:')
    const lifetime = { idleMs: 60_000, absoluteMs: 60_000 }
    const { token } = await storeFor('sticky').create({ change: { id: 'c1', steps: [] }, lifetime })
    expect(await storeFor('memory').read(token)).toBeNull()
    expect(await storeFor('sticky').read(token)).not.toBeNull()
    await close()
  })

  test('close closes all, and again', async () => {
    opened.length = 0
    const stores = openStores('lab:', env)
    await stores.close()
    await stores.close()
    expect(opened.map(({ name, closed }) => [name, closed])).toEqual(
      expect.arrayContaining(['replicated', 'primary-backup', 'postgres', 'redis'].map((name) => [name, true])),
    )
    expect(opened.every(({ closed }) => closed)).toBe(true)
    expect(await stores.storeFor('memory').ready()).toBe(false)
  })
})
