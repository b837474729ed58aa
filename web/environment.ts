import { z } from 'zod'
import { readServers } from '@/lab/faults/redis-servers'
import { parseListen, parsePeers, parseVia } from '@/sessions/cluster-url'
import { parseSessionStoreUrl } from '@/sessions/open-store'
import { parseCookieDomain } from '@/sessions/request/cookie-domain'
import { SESSION_VARIABLES } from '@/sessions/request/settings'
import { POSTGRES, redisServers, redisVia, serverUrls } from '@/sessions/store-url'
import { parseSessionKeys } from '@/sessions/stores/stateless/keys'
import { parseCorsOrigins } from './http/cors'

/** A text that `parse` takes; what it throws otherwise is the problem, in words that show no value. */
const takenBy = (parse: (value: string) => unknown) =>
  z.string().check((context) => {
    try {
      parse(context.value)
    } catch (error) {
      context.issues.push({ code: 'custom', input: context.value, message: (error as Error).message })
    }
  })

const address = (name: string) => takenBy((value) => serverUrls({ [name]: [value, POSTGRES] }))

const wholeNumber = z.string().regex(/^\d+$/, 'must be a whole number')

/** Idle and absolute ends, in seconds (sessions/request/settings.ts). */
function sessionVariables() {
  const seconds = (name: keyof typeof SESSION_VARIABLES, text: string) =>
    wholeNumber
      .refine((value) => !/^0+$/.test(value), 'must be 1 or more')
      .default(String(SESSION_VARIABLES[name]))
      .describe(text)
  return {
    SESSION_IDLE_SECONDS: seconds('SESSION_IDLE_SECONDS', 'Signed in: ends after this long without a request'),
    SESSION_ABSOLUTE_SECONDS: seconds('SESSION_ABSOLUTE_SECONDS', 'Signed in: ends after this long whatever happens'),
    KEPT_SESSION_IDLE_SECONDS: seconds('KEPT_SESSION_IDLE_SECONDS', 'The same for "Keep me signed in"'),
    KEPT_SESSION_ABSOLUTE_SECONDS: seconds(
      'KEPT_SESSION_ABSOLUTE_SECONDS',
      'The same for "Keep me signed in"; also the life of its cookie',
    ),
    KEPT_SESSION_RENEW_SECONDS: seconds('KEPT_SESSION_RENEW_SECONDS', 'A kept session gets a new token when its own is this old'),
  }
}

/** The Redis servers of the lab, and the ways to any. */
function redisVariables() {
  const servers = (name: string, topology: Parameters<typeof redisServers>[2]) =>
    takenBy((value) => redisServers(name, value, topology)).optional()
  return {
    REDIS_URL: servers('REDIS_URL', 'single').describe('The Redis of the lab, where SESSION_STORE is lab:'),
    REDIS_HA_URL: servers('REDIS_HA_URL', 'sentinel').describe(
      'Where SESSION_STORE is lab: the Sentinels of the mode `redis-ha`, as its SESSION_STORE. Not set: the mode is not open',
    ),
    REDIS_CLUSTER_URL: servers('REDIS_CLUSTER_URL', 'cluster').describe(
      'Where SESSION_STORE is lab: nodes of the cluster of the mode `redis-cluster`, as its SESSION_STORE. Not set: the mode is not open',
    ),
    REDIS_VIA: takenBy(redisVia)
      .optional()
      .describe(
        'Other ways to Redis servers than the addresses that they announce: redis-1:6379>127.0.0.1:7401,…; the lab breaks links there. Not set: none',
      ),
  }
}

/** What replicas need that keep sessions among themselves (sessions/cluster-url.ts). */
function clusterVariables() {
  return {
    CLUSTER_SECRET: z
      .string()
      .min(32, 'must have 32 characters or more, for instance from `openssl rand -base64 32`')
      .optional()
      .describe('What the replicas know each other by where they keep sessions among themselves. The same on all; at least 32 characters'),
    CLUSTER_PEERS: takenBy(parsePeers)
      .optional()
      .describe(
        'Where the others are, unless SESSION_STORE says it: dns:name:port, or host:port,host:port. Needed where SESSION_STORE is lab:',
      ),
    CLUSTER_LISTEN: takenBy(parseListen)
      .optional()
      .describe('Where the replica listens for the others, unless SESSION_STORE says it. Not set: 0.0.0.0:7600'),
    CLUSTER_VIA: takenBy(parseVia)
      .optional()
      .describe('host:port of an HTTP proxy (CONNECT) by which the replica dials the others; the lab breaks links there. Not set: none'),
  }
}

/**
 * Every variable that a replica reads, with what it means (docs/deploy.md has the same table, and a test that it does).
 * A replica with a wrong one does not start: see instrumentation.ts.
 */
export const ENVIRONMENT = z
  .object({
    SESSION_STORE: takenBy(parseSessionStoreUrl).default('memory:').describe('Where sessions are: one URL, as in the table of modes'),
    DATABASE_URL: address('DATABASE_URL').describe("The shop's Postgres: postgres://user:password@host:5432/name"),
    SESSION_DATABASE_URL: address('SESSION_DATABASE_URL')
      .optional()
      .describe("Where SESSION_STORE is lab: the sessions' own way to that database; the lab breaks links there. Not set: DATABASE_URL"),
    ...redisVariables(),
    ...clusterVariables(),
    LAB_SUPERVISORS: takenBy(parsePeers)
      .optional()
      .describe(
        'Where SESSION_STORE is lab: where the supervisors of all replicas are, who break things for the Lab, as CLUSTER_PEERS says it. Not set: nothing can be broken',
      ),
    LAB_REDIS_SERVERS: takenBy(readServers)
      .optional()
      .describe(
        'Where SESSION_STORE is lab: all servers of the stores that have several, as they announce themselves: redis-ha-1:6379,sentinel-1:26379,…; a name before an address where that is none: redis-ha-1=127.0.0.1:7001. Not set: these stores cannot be broken',
      ),
    SESSION_KEYS: takenBy(parseSessionKeys)
      .optional()
      .describe(
        'Where SESSION_STORE is stateless: or lab: what seals the cookies. Keys of 32 bytes or more in base64, separated by commas: the first one seals, all open. The same on all replicas',
      ),
    STATELESS_REVOCATION: z
      .literal('db', 'must be db, or not set')
      .optional()
      .describe(
        'Where SESSION_STORE is stateless: or lab: `db` ends what was sealed before a new password or a "sign out all others", by asking the account. Not set: nothing ends a sealed cookie before its time',
      ),
    ...sessionVariables(),
    MAX_SESSIONS: wholeNumber
      .refine((value) => !/^0+$/.test(value), 'must be 1 or more, or not set for any number')
      .optional()
      .describe('How many sessions a user may have in a mode; a sign-in beyond it ends the oldest. Not set: any number'),
    COOKIE_DOMAIN: takenBy(parseCookieDomain)
      .optional()
      .describe(
        'A domain whose hosts share one sign-in, such as example.com for shop.example.com and www.example.com; every host under it can read and replace that cookie (docs/security.md). Not set: the cookie is for the one host',
      ),
    CORS_ORIGINS: takenBy(parseCorsOrigins)
      .optional()
      .describe(
        'Origins whose pages may call /api with a token of their own, separated by commas: https://app.example.com. Not set: none but the shop',
      ),
    NEXTAUTH_SECRET: z
      .string('must be set: 32 characters or more, for instance from `openssl rand -base64 32`')
      .min(32, 'must have 32 characters or more, for instance from `openssl rand -base64 32`')
      .describe(
        "Signs next-auth's own cookies (CSRF token) and known devices, and makes the operator's key. The same on all replicas; at least 32 characters",
      ),
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z
      .string()
      .refine(
        (value) => Buffer.from(value, 'base64').length === 32,
        'must be 32 bytes in base64, for instance from `openssl rand -base64 32`',
      )
      .optional()
      .describe('Encrypts what server actions close over: 32 bytes in base64, the same on all replicas. Not set: the one of the build'),
    AUTH_TRUST_HOST: z
      .literal('1', 'must be 1: the address of the shop is what nginx forwards')
      .describe('Always 1: the balancer says which host was asked'),
    DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('0').describe('1: the demo accounts are seeded (by the service `migrate`)'),
    REPLICA: z
      .string()
      .regex(/^web-\d+$/, 'must be web-1, web-2, …')
      .optional()
      .describe("The replica's name in X-Replica; in compose found by itself"),
    PORT: wholeNumber.default('3000').describe('Where the replica listens'),
    HOSTNAME: z.string().optional().describe('The address that it listens on: 0.0.0.0 in containers'),
    KEEP_ALIVE_TIMEOUT: wholeNumber.default('70000').describe("Milliseconds that an idle connection stays open; above nginx's 60 s"),
    DRAIN_MS: wholeNumber.default('2000').describe('Milliseconds that a replica goes on answering after SIGTERM'),
  })
  .check((context) => {
    const { SESSION_STORE, REDIS_URL, SESSION_KEYS, CLUSTER_SECRET, CLUSTER_PEERS } = context.value
    const needs = (name: string, where: string) =>
      context.issues.push({ code: 'custom', path: [name], input: undefined, message: `must be set where SESSION_STORE is ${where}` })
    for (const kind of ['SESSION', 'KEPT_SESSION'] as const)
      if (Number(context.value[`${kind}_IDLE_SECONDS`]) > Number(context.value[`${kind}_ABSOLUTE_SECONDS`]))
        context.issues.push({
          code: 'custom',
          path: [`${kind}_IDLE_SECONDS`],
          input: '',
          message: `must not be above ${kind}_ABSOLUTE_SECONDS`,
        })
    const store = parseSessionStoreUrl(SESSION_STORE)
    if (store.kind === 'lab' && !REDIS_URL) needs('REDIS_URL', 'lab:')
    if ((store.kind === 'lab' || 'ack' in store) && !CLUSTER_SECRET) needs('CLUSTER_SECRET', `${store.kind}:`)
    if (store.kind === 'lab' && !CLUSTER_PEERS) needs('CLUSTER_PEERS', 'lab:')
    if ('ack' in store && !store.peers && !CLUSTER_PEERS) needs('CLUSTER_PEERS', `${store.kind}: without peers`)
    if ((store.kind === 'lab' || store.kind === 'stateless') && !SESSION_KEYS)
      needs('SESSION_KEYS', `${store.kind}:, for instance from \`openssl rand -base64 32\``)
  })

/** What is wrong with an environment, a line each, without any value (it may be a secret); empty when it is right. */
export function environmentProblems(env: Readonly<Record<string, string | undefined>>): string[] {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = ENVIRONMENT.safeParse(set)
  if (result.success) return []
  return result.error.issues.map(({ path: [name], message }) => {
    const text = message.startsWith('Invalid input') ? 'must be set' : message
    return text.startsWith(String(name)) ? text : `${String(name)} ${text}`
  })
}
