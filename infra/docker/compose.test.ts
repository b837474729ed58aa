import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parsePeers } from '../../sessions/cluster-url'
import { LAB, MODES, type Mode } from '../../sessions/modes'
import { parseSessionStoreUrl } from '../../sessions/store-url'
import { ENVIRONMENT } from '../../web/environment'
import { ROOT } from '../local/settings'
import { nginxVariables } from '../nginx/render'
import { composeVariables, withoutSettings } from './compose'

type Service = {
  image: string
  entrypoint?: string[]
  command?: string[]
  dns_opt?: string[]
  profiles?: string[]
  environment?: Record<string, string>
  healthcheck?: unknown
  ports?: string[]
  restart?: string
  cap_drop?: string[]
  read_only?: boolean
  networks?: string[] | Record<string, { aliases?: string[] }>
  stop_grace_period?: string
  deploy?: { resources?: { limits?: { memory?: string } } }
}
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
const { services, networks } = parse(read('docker-compose.yml'), { merge: true, maxAliasCount: 1_000 }) as {
  services: Record<string, Service>
  networks: Record<string, { internal?: boolean } | null>
}
const rows: readonly Mode[] = MODES
const profiles = [...rows.filter(({ available }) => available), { ...LAB }]

describe('docker-compose.yml and the table of modes', () => {
  test.each(profiles)('$name has its replicas and its balancer', ({ name, sessionStore }) => {
    expect(services[`web-${name}`]).toMatchObject({ profiles: [name], environment: { SESSION_STORE: sessionStore } })
    expect(services[`nginx-${name}`]).toMatchObject({ profiles: [name], environment: { MODE: name, REPLICAS_AT: `web-${name}` } })
  })

  test('there are no other profiles', () => {
    const used = new Set(Object.values(services).flatMap((service) => service.profiles ?? []))
    expect([...used].sort()).toEqual(profiles.map(({ name }) => name).sort())
  })

  test('the balancer has the table as the local stack has it', () => {
    const { DEFAULT_MODE, LAB_MODES, POOLS } = nginxVariables({ runDirectory: '', accessLog: '', listen: [], replicas: [], mode: '' })
    for (const { name } of profiles) expect(services[`nginx-${name}`]?.environment).toMatchObject({ DEFAULT_MODE, LAB_MODES, POOLS })
  })
})

describe('replicas that keep sessions among themselves', () => {
  const CLUSTERS = ['replicated', 'primary-backup', LAB.name]
  const clusterOf = (service: Service) => (Array.isArray(service.networks) ? undefined : service.networks?.cluster)

  test.each(CLUSTERS)('%s: they have one name for all of them, on a network that leads nowhere else', (name) => {
    const service = services[`web-${name}`] as Service
    expect(clusterOf(service)).toEqual({ aliases: [name] })
    const { SESSION_STORE = '', CLUSTER_PEERS } = service.environment ?? {}
    const store = parseSessionStoreUrl(SESSION_STORE)
    const peers = 'peers' in store ? store.peers : parsePeers(CLUSTER_PEERS ?? '')
    expect(peers).toEqual({ kind: 'dns', name, port: 7600 })
    expect(Object.keys(service.networks ?? {}).sort()).toEqual(['cluster', 'data', 'edge'])
  })

  test('nobody else is there, and it is reached from nowhere', () => {
    expect(networks.cluster).toEqual({ internal: true })
    const there = Object.entries(services).filter(([, service]) => clusterOf(service) || [service.networks].flat().includes('cluster'))
    expect(there.map(([name]) => name)).toEqual(CLUSTERS.map((name) => `web-${name}`))
  })

  test('they are given more time to hand over than they take', () => {
    const needed = 19 // seconds; infra/replica/graceful-shutdown.cjs
    for (const name of CLUSTERS) expect(Number.parseInt(services[`web-${name}`]?.stop_grace_period ?? '', 10)).toBeGreaterThan(needed)
  })
})

describe('a Redis of several servers', () => {
  const namesIn = (url: unknown) => String(url).split('://')[1]?.split(',') ?? []
  const starts = (name: string) => [services[name]?.entrypoint?.at(-1), services[name]?.command]

  test.each([
    ['redis-ha', 'start-sentinel.sh'],
    ['redis-cluster', 'start-cluster-node.sh'],
  ] as const)('%s: each that SESSION_STORE names is a service that knows its own name', (mode, script) => {
    const names = namesIn(services[`web-${mode}`]?.environment?.SESSION_STORE)
    expect(names.length).toBeGreaterThan(2)
    for (const name of names) expect(starts(name), name).toEqual([`/etc/hopcart/${script}`, [name]])
  })

  test('the lab has the same, and all that it waits for', () => {
    const { environment } = services['web-lab'] as Service
    expect(environment?.REDIS_HA_URL).toBe(services['web-redis-ha']?.environment?.SESSION_STORE)
    expect(environment?.REDIS_CLUSTER_URL).toBe(services['web-redis-cluster']?.environment?.SESSION_STORE)
    expect(services['redis-ha-form']?.environment?.REDIS_HA_URL).toBe(environment?.REDIS_HA_URL)
    expect(services['redis-cluster-form']?.environment?.REDIS_CLUSTER_URL).toBe(environment?.REDIS_CLUSTER_URL)
    for (const [name, { profiles = [] }] of Object.entries(services))
      if (/^(redis|sentinel)/.test(name)) expect(profiles, name).toContain('lab')
  })

  test('its servers, and who asks for them by name, hear at once that one which is down has no address', () => {
    for (const [name, { dns_opt }] of Object.entries(services))
      if (/^(web|redis-|sentinel)/.test(name) && !name.endsWith('-form')) expect(dns_opt, name).toEqual(['ndots:1'])
  })
})

describe('every service', () => {
  test.each(Object.entries(services))('%s is confined', (name, service) => {
    expect(service.cap_drop).toEqual(['ALL'])
    if (name !== 'postgres') expect(service.read_only).toBe(true) // its socket's folder belongs to a user whose number differs by image
    for (const port of service.ports ?? []) expect(port).toMatch(/^\$\{BIND:-127\.0\.0\.1\}:/)
    if (service.restart === 'no') return
    expect(service.deploy?.resources?.limits?.memory).toBeTruthy()
    if (!name.startsWith('web-')) expect(service.healthcheck).toBeTruthy() // the replicas' is in the image
  })

  test('no secret stands in the file', () => {
    for (const { environment } of Object.values(services))
      for (const [name, value] of Object.entries(environment ?? {})) {
        if (/SECRET|PASSWORD|_KEY/.test(name) && !name.endsWith('_FILE')) expect(value).toBe(`\${${name}:-}`)
        expect(String(value)).not.toMatch(/:\/\/[^/]*:[^/@]+@/)
      }
  })
})

test('a stack under test takes no settings of this machine, but which image', () => {
  const live = {
    DATABASE_URL: 'postgres://me@live/shop',
    NEXTAUTH_SECRET: 'x',
    BIND: '0.0.0.0',
    COMPOSE_FILE: 'mine.yml',
    COMPOSE_PROFILES: 'db',
    COMPOSE_ENV_FILES: '.env.live',
  }
  const others = { HOPCART_TAG: 'mine', PATH: '/bin', DOCKER_HOST: 'ssh://elsewhere' }
  expect(withoutSettings({ ...live, ...others } as unknown as NodeJS.ProcessEnv)).toEqual(others)
  expect(composeVariables()).toContain('POSTGRES_PASSWORD')
})

test('.github/workflows/ci.yml has every profile', () => {
  const { jobs } = parse(read('.github/workflows/ci.yml')) as { jobs: { compose: { strategy: { matrix: { mode: string[] } } } } }
  expect(jobs.compose.strategy.matrix.mode).toEqual(profiles.map(({ name }) => name))
})

describe('docs/deploy.md', () => {
  const text = read('docs/deploy.md')
  const table = (heading: string) => {
    const section = text.split(/^## /m).find((each) => each.startsWith(heading)) ?? ''
    return new Map([...section.matchAll(/^\| `([A-Z_]+)` \| .*? \| (.*?) \|$/gm)].map(([, name = '', meaning = '']) => [name, meaning]))
  }

  test('has every variable that a replica reads, with its meaning', () => {
    const meanings = Object.entries(ENVIRONMENT.shape).map(([name, field]) => [name, field.description])
    expect([...table('Variables of a replica')]).toEqual(meanings)
  })

  test('has every variable that docker-compose.yml asks for, and every service', () => {
    expect([...table('Variables of docker compose').keys()].sort()).toEqual([...composeVariables()].sort())
    for (const name of Object.keys(services)) expect(text).toContain(`\`${name.replace(/^(web|nginx)-.*/, '$1-…')}\``)
  })
})
