import { defineConfig } from '@playwright/test'
import { QUIET_CHROMIUM } from '../infra/local/chromium-flags'
import { MODES, type ModeName } from '../sessions/modes'
import { ALL_STORIES } from './support/all-stories'
import { storyOf } from './support/story'
import { CLICKABLE, SHORT_LIVED, type StackOptions } from './support/test'
import { TRAVEL } from './support/travel'
import { USER_AGENT } from './support/user-agent'

/** What people do with their account and their sessions, in a browser. */
const ACCOUNTS = /(account.*|own-sessions|other-browser|session-end)\.spec\.ts/

/** The replicas of one project read from their own memory; those of all others do not. */
const NEAR = { NEAR_CACHE: 'on' }

/**
 * What is left to a mode then: what its store, or its affinity, does otherwise than `redis`, which has all of them. That a store keeps its promises shows
 * the contract suite, on each of them.
 */
const SHORT: Partial<Record<ModeName, readonly string[]>> = {
  memory: ['guest-to-signed-in', 'operator', 'without-lab'],
  sticky: ['replica-death', 'sign-out', 'without-lab', 'security/*'],
  db: ['lost-answers', 'replica-death', 'sign-out', 'without-lab', 'security/*'],
  'redis-ha': ['replica-death', 'without-lab'],
  'redis-cluster': ['lost-answers', 'sign-out', 'without-lab'],
  replicated: ['lost-answers', 'replica-death', 'sign-out', 'operator', 'without-lab'],
  'primary-backup': ['lost-answers', 'replica-death', 'sign-out', 'without-lab'],
  stateless: ['guest-to-signed-in', 'replica-death', 'sign-out', 'without-lab'],
  'sticky-ip': ['replica-death', 'sign-out', 'without-lab'],
}

/** Stories that take long, and show here what they show of `redis` and each store's contract of the store; the clock, mostly. */
const LONG_ELSEWHERE: Readonly<Record<string, LeftOut>> = {
  sticky: { testIgnore: /expiry\.spec\.ts/ },
  db: { testIgnore: /expiry\.spec\.ts/ },
  'memory-alone': { testIgnore: /expiry\.spec\.ts/ },
  // A master that dies is found by the same time-out of the servers among themselves; that it may also hang shows `redis-ha`.
  'redis-cluster': { grepInvert: /hangs mid-visit/ },
}
type LeftOut = { readonly testIgnore?: RegExp; readonly grepInvert?: RegExp }

/** About how many seconds a project takes, where that is much: the longest go first, so that none is left alone at the end. */
const SECONDS: Readonly<Record<string, number>> = {
  accounts: 220, lab: 230, shop: 210, http: 165, redis: 145, db: 90, stateless: 65, replicated: 50, 'redis-ha': 47, sticky: 43, 'primary-backup': 40, 'redis-cluster': 36,
} // biome-ignore format: a table

/** What else can use the stack of a mode: it takes some ten seconds to start, and as long to search for tokens and to stop. */
const ON_ITS_STACK: Partial<Record<ModeName, readonly string[]>> = {
  db: ['contract', 'cookies', 'repeats', 'postgres-*'].map((name) => `http/${name}.spec.ts`),
  'primary-backup': ['partition/*.spec.ts'],
}

/** The stories of a mode; its compose profile has all of those in modes/. */
function storiesOf(mode: ModeName): string[] {
  const { consistent, revocable, failsOver } = storyOf(mode)
  const own = [...(revocable ? [] : ['sealed/*.spec.ts']), ...(failsOver ? ['failover/*.spec.ts'] : [])]
  const short = ALL_STORIES ? undefined : SHORT[mode]
  if (short) return [...short.map((name) => `${name.includes('/') ? name : `modes/${name}`}.spec.ts`), ...own]
  // The store of `sticky` under another affinity: only what differs by that.
  if (mode === 'sticky-ip')
    return ['guest-to-signed-in', 'replica-death', 'sign-out', 'operator', 'without-lab'].map((name) => `modes/${name}.spec.ts`)
  // Where replicas share no sessions and nothing keeps a browser at one, no rule about sessions holds: that is the mode's point.
  return ['modes/*.spec.ts', ...(consistent ? ['security/*.spec.ts'] : []), ...own]
}

const secondsOf = ({ name }: { name: string }) => SECONDS[name] ?? 20

/** One project per mode, each on a stack of its own that runs that mode only, and one for the shop itself on the lab stack. */
export default defineConfig<object, StackOptions>({
  testDir: '.',
  outputDir: '../test-results',
  // A stack is three replicas, a database and a browser, and half of the stories' time is waiting: for a click's answer, a clock, a process that is back.
  workers: 3,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    userAgent: USER_AGENT,
    launchOptions: { args: QUIET_CHROMIUM, ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}) },
    // Recording costs as much as the browser itself where there is no graphics card: only when asked for, to look into a failure.
    trace: process.env.HOPCART_TRACE ? { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false } : 'off',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
  },
  // A project has one stack, and so one worker.
  projects: [
    { name: 'shop', testDir: './shop', testIgnore: ACCOUNTS, use: { profile: 'lab' as const } },
    { name: 'lab', testDir: './lab', use: { profile: 'lab' as const } },
    { name: 'accounts', testDir: './shop', testMatch: ACCOUNTS, use: { profile: 'lab' as const, environment: { ...CLICKABLE, ...NEAR } } },
    { name: 'http', testDir: './http', testIgnore: /postgres-/, use: { profile: 'redis' as const, environment: TRAVEL } },
    ...MODES.filter(({ available }) => available).map(({ name }) => ({
      name,
      testMatch: [...storiesOf(name), ...(ON_ITS_STACK[name] ?? [])],
      use: { profile: name, environment: SHORT_LIVED, tapped: name === 'replicated', cuttable: name === 'primary-backup' },
    })),
    { name: 'replicated-cut', testMatch: 'partition/*.spec.ts', use: { profile: 'replicated' as const, cuttable: true } },
    { name: 'memory-alone', testMatch: 'security/*.spec.ts', use: { profile: 'memory' as const, replicas: 1, environment: SHORT_LIVED } },
    {
      name: 'stateless-db',
      testMatch: 'sealed-revocable/*.spec.ts',
      use: { profile: 'stateless' as const, environment: { STATELESS_REVOCATION: 'db' } },
    },
    ...(process.env.HOPCART_SOAK ? [{ name: 'soak', testDir: './soak', use: { profile: 'lab' as const } }] : []),
  ]
    .sort((one, other) => secondsOf(other) - secondsOf(one))
    .map((project) => ({ ...(ALL_STORIES ? {} : LONG_ELSEWHERE[project.name]), ...project, workers: 1 })),
})
