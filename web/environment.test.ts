import { expect, test } from 'vitest'
import { ENVIRONMENT, environmentProblems } from './environment'

const KEY = 'k'.repeat(43)
const right = {
  SESSION_STORE: 'redis://:secret@redis:6379',
  DATABASE_URL: 'postgres://hopcart:secret@postgres:5432/hopcart',
  NEXTAUTH_SECRET: 'x'.repeat(32),
  AUTH_TRUST_HOST: '1',
}

const CLUSTER_SECRET = 'y'.repeat(32)
const lab = {
  ...right,
  SESSION_STORE: 'lab:',
  REDIS_URL: 'redis://redis:6379',
  CLUSTER_PEERS: 'dns:lab:7600',
  CLUSTER_SECRET,
  SESSION_KEYS: KEY,
}

test('what compose gives is right', () => {
  expect(environmentProblems(right)).toEqual([])
  expect(environmentProblems({ ...lab, REPLICA: 'web-3', DEMO: '' })).toEqual([])
  const broken = {
    SESSION_DATABASE_URL: 'postgres://127.0.0.1:1/x',
    CLUSTER_VIA: '127.0.0.1:2',
    LAB_SUPERVISORS: 'dns:lab:7700',
    LAB_REDIS_SERVERS: 'redis-ha-1:6379',
  }
  expect(environmentProblems({ ...lab, ...broken })).toEqual([])
  const more = { REDIS_HA_URL: 'redis+sentinel://sentinel-1', REDIS_CLUSTER_URL: 'redis+cluster://r', REDIS_VIA: 'r:6379>127.0.0.1:1' }
  expect(environmentProblems({ ...lab, ...more })).toEqual([])
  for (const SESSION_STORE of ['replicated:?peers=dns:replicated:7600&ack=applied', 'primary-backup:?peers=a:1,b:1'])
    expect(environmentProblems({ ...right, SESSION_STORE, CLUSTER_SECRET })).toEqual([])
  const SESSION_STORE = 'replicated:'
  expect(environmentProblems({ ...right, SESSION_STORE, CLUSTER_SECRET, CLUSTER_PEERS: 'a:1', CLUSTER_LISTEN: '127.0.0.1:1' })).toEqual([])
  const sealed = { ...right, SESSION_STORE: 'stateless:', SESSION_KEYS: `${'n'.repeat(43)},${KEY}`, STATELESS_REVOCATION: 'db' }
  expect(environmentProblems(sealed)).toEqual([])
})

test('how session ids travel is said by lists and names that are exactly what they seem', () => {
  expect(
    environmentProblems({ ...right, CORS_ORIGINS: 'https://app.example.com,http://localhost:3000', COOKIE_DOMAIN: 'example.com' }),
  ).toEqual([])
  expect(environmentProblems({ ...right, CORS_ORIGINS: '*', COOKIE_DOMAIN: 'https://example.com:443' })).toEqual([
    expect.stringMatching(/^COOKIE_DOMAIN must be a domain of your own, such as example\.com/),
    expect.stringMatching(/^CORS_ORIGINS must be origins like https:\/\/app\.example\.com, .* no \*, not null$/),
  ])
})

test.each([
  ['nothing', {}, ['DATABASE_URL', 'NEXTAUTH_SECRET', 'AUTH_TRUST_HOST']],
  ['a short secret', { ...right, NEXTAUTH_SECRET: 'hunter2' }, ['NEXTAUTH_SECRET must have 32 characters']],
  ['no secret', { ...right, NEXTAUTH_SECRET: '' }, ['NEXTAUTH_SECRET must be set']],
  ['an unknown store', { ...right, SESSION_STORE: 'mongo://mongo' }, ['SESSION_STORE "mongo:…" names no session store']],
  [
    'a lab whose Redis servers are each of another kind',
    { ...lab, REDIS_HA_URL: 'redis://redis', REDIS_CLUSTER_URL: 'redis+sentinel://redis', REDIS_VIA: 'redis' },
    ['REDIS_HA_URL is not an address like redis+sentinel:', 'REDIS_CLUSTER_URL is not an address like redis+cluster:', 'REDIS_VIA is not'],
  ],
  [
    'a lab that cannot be broken as it says',
    { ...lab, SESSION_DATABASE_URL: 'x', CLUSTER_VIA: '7600', LAB_SUPERVISORS: 'lab', LAB_REDIS_SERVERS: 'lab' },
    [
      'SESSION_DATABASE_URL is not an address like',
      'CLUSTER_VIA "7600" is not the host:port',
      'LAB_SUPERVISORS "lab" is not',
      'LAB_REDIS_SERVERS names "lab"',
    ],
  ],
  ['a lab without Redis', { ...lab, REDIS_URL: '' }, ['REDIS_URL must be set where SESSION_STORE is lab:']],
  [
    'a lab whose replicas cannot find each other',
    { ...lab, CLUSTER_PEERS: '', CLUSTER_SECRET: '' },
    ['CLUSTER_SECRET must be set where SESSION_STORE is lab:', 'CLUSTER_PEERS must be set where SESSION_STORE is lab:'],
  ],
  [
    'a cluster without anything',
    { ...right, SESSION_STORE: 'primary-backup:' },
    [
      'CLUSTER_SECRET must be set where SESSION_STORE is primary-backup:',
      'CLUSTER_PEERS must be set where SESSION_STORE is primary-backup:',
    ],
  ],
  [
    'a cluster with all of it wrong',
    { ...right, SESSION_STORE: 'replicated:?ack=all', CLUSTER_SECRET: 'hunter2', CLUSTER_PEERS: 'x', CLUSTER_LISTEN: '7600' },
    [
      'SESSION_STORE, ack: "all" is none of',
      'CLUSTER_SECRET must have 32 characters',
      'CLUSTER_PEERS "x" is not dns:web:7600',
      'CLUSTER_LISTEN "7600" is not host:port',
    ],
  ],
  ['a cookie without keys', { ...right, SESSION_STORE: 'stateless:' }, ['SESSION_KEYS must be set where SESSION_STORE is stateless:']],
  ['a short key', { ...right, SESSION_STORE: 'stateless:', SESSION_KEYS: `${KEY},hunter2` }, ['SESSION_KEYS: key 2 of 2 is not 32 bytes']],
  ['another revocation', { ...right, STATELESS_REVOCATION: 'hunter2' }, ['STATELESS_REVOCATION must be db']],
  ['no database address', { ...right, DATABASE_URL: 'hunter2' }, ['DATABASE_URL is not an address']],
  [
    'an idle time above the absolute one',
    { ...right, SESSION_IDLE_SECONDS: '50000' },
    ['SESSION_IDLE_SECONDS must not be above SESSION_ABSOLUTE_SECONDS'],
  ],
  ['no number', { ...right, MAX_SESSIONS: 'hunter2' }, ['MAX_SESSIONS must be a whole number']],
  ['no session at all', { ...right, MAX_SESSIONS: '0' }, ['MAX_SESSIONS must be 1 or more']],
  ['another name', { ...right, REPLICA: 'me' }, ['REPLICA must be web-1']],
])('%s is refused by name, and no value is told', (_, env, beginnings) => {
  const problems = environmentProblems(env)
  expect(problems.map((problem, i) => problem.slice(0, beginnings[i]?.length))).toEqual(beginnings)
  expect(problems.join()).not.toContain('hunter2')
})

test('every variable has its meaning', () => {
  for (const [name, field] of Object.entries(ENVIRONMENT.shape)) expect(field.description, name).toBeTruthy()
})
