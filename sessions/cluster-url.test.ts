import { describe, expect, test } from 'vitest'
import { clusterConfigs, readClusterUrl } from './cluster-url'
import { openStores, parseSessionStoreUrl } from './open-store'
import { refusalOf } from './testing/refusal-of'

const SECRET = 'a secret of thirty-two characters'
const env = { CLUSTER_SECRET: SECRET, REPLICA: 'web-2' }

describe('SESSION_STORE of a cluster', () => {
  test('says where the others are, where to listen, and what an acknowledgement means', () => {
    expect(parseSessionStoreUrl('replicated:?peers=dns:web:7600&ack=received')).toEqual({
      kind: 'replicated',
      peers: { kind: 'dns', name: 'web', port: 7600 },
      listen: null,
      ack: 'received',
    })
    expect(parseSessionStoreUrl('primary-backup:?peers=a:1,b.c-d_e:65535,[::1]:7600&listen=[::]:7601')).toEqual({
      kind: 'primary-backup',
      peers: { kind: 'static', addresses: ['a:1', 'b.c-d_e:65535', '[::1]:7600'] },
      listen: { host: '::', port: 7601 },
      ack: 'applied',
    })
    expect(parseSessionStoreUrl('replicated:')).toEqual({ kind: 'replicated', peers: null, listen: null, ack: 'applied' })
    expect(parseSessionStoreUrl('replicated:?peers=a:1, a:1')).toMatchObject({ peers: { addresses: ['a:1'] } })
  })

  test.each([
    ['replicated:web:7600', '"replicated:…" has only settings'],
    ['replicated://web:7600', '"replicated:…" has only settings'],
    ['replicated:?peers=web', 'SESSION_STORE, peers: "web" is not dns:web:7600, or addresses like'],
    ['replicated:?peers=', 'SESSION_STORE, peers: "" is not'],
    ['replicated:?peers=dns:web', 'SESSION_STORE, peers: "web" is not'],
    ['replicated:?peers=a:1,,b:2', 'SESSION_STORE, peers: "" is not'],
    ['replicated:?peers=a:0', '"a:0" is not'],
    ['replicated:?peers=a:65536', '"a:65536" is not'],
    ['replicated:?peers=a:1&peers=b:1', 'SESSION_STORE has peers twice'],
    ['primary-backup:?peers=a:1&listen=7600', 'SESSION_STORE, listen: "7600" is not host:port, like 0.0.0.0:7600'],
    ['primary-backup:?peers=a:1&ack=all', 'SESSION_STORE, ack: "all" is none of none, received, applied'],
    ['primary-backup:?peer=a:1', 'SESSION_STORE has "peer", which is no setting of primary-backup: there are peers, listen and ack'],
  ])('"%s" is refused: %s', (url, part) => expect(refusalOf(() => parseSessionStoreUrl(url))).toContain(part))

  test('all that is wrong is told in one message, and nothing that may be a password', () => {
    const message = refusalOf(() => parseSessionStoreUrl('replicated:?peers=web&listen=x&ack=all&secret=s3cret'))
    for (const thing of ['SESSION_STORE, peers', 'SESSION_STORE, listen', 'SESSION_STORE, ack', '"secret", which is no setting'])
      expect(message).toContain(thing)
    for (const url of ['replicated:?secret=s3cret', 'replicated:?peers=u:s3cret@h:7600', 'replicated://u:s3cret@h'])
      expect(
        refusalOf(() => parseSessionStoreUrl(url)),
        url,
      ).not.toContain('s3cret')
  })
})

describe('the environment of a cluster', () => {
  const url = (text: string) => readClusterUrl('replicated', text).url

  test('has the secret and the name, and what the URL leaves open', () => {
    const full = url('?peers=a:1&listen=127.0.0.1:2&ack=none')
    expect(clusterConfigs([full], { ...env, CLUSTER_PEERS: 'b:1', CLUSTER_LISTEN: 'c:1' })).toEqual({
      problems: [],
      configs: [
        {
          design: 'replicated',
          peers: { kind: 'static', addresses: ['a:1'] },
          listen: { host: '127.0.0.1', port: 2 },
          ack: 'none',
          secret: SECRET,
          name: 'web-2',
        },
      ],
    })
    const { configs } = clusterConfigs([url('')], { ...env, CLUSTER_PEERS: 'dns:web:7600', CLUSTER_LISTEN: '127.0.0.1:7601' })
    expect(configs[0]).toMatchObject({ peers: { kind: 'dns', name: 'web', port: 7600 }, listen: { host: '127.0.0.1', port: 7601 } })
    expect(clusterConfigs([full, url('?peers=a:1')], env).configs[1]).toMatchObject({
      listen: { host: '0.0.0.0', port: 7600 },
      ack: 'applied',
    })
  })

  test('what is missing or wrong is named, all of it at once, and the secret is not told', () => {
    const { problems } = clusterConfigs([url('')], { CLUSTER_SECRET: 'hunter2', CLUSTER_LISTEN: 'x' })
    expect(problems).toEqual([
      'CLUSTER_LISTEN: "x" is not host:port, like 0.0.0.0:7600',
      expect.stringMatching(/^CLUSTER_PEERS is not set, and SESSION_STORE has no peers: dns:web:7600, or /),
      expect.stringMatching(/^CLUSTER_SECRET is too short: 32 characters or more/),
    ])
    expect(problems.join()).not.toContain('hunter2')
    expect(clusterConfigs([url('?peers=a:1')], {}).problems).toEqual([expect.stringContaining('CLUSTER_SECRET is not set')])
  })

  test('a store with such an environment is not opened', () => {
    expect(refusalOf(() => openStores('replicated:', {}))).toMatch(/CLUSTER_PEERS[\s\S]*CLUSTER_SECRET/)
    expect(refusalOf(() => openStores('lab:', {}))).toMatch(/DATABASE_URL[\s\S]*REDIS_URL[\s\S]*CLUSTER_PEERS[\s\S]*CLUSTER_SECRET/)
  })
})
