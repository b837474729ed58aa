import { defineConfig } from '@playwright/test'
import { QUIET_CHROMIUM } from '../infra/local/chromium-flags'
import { MODES, type ModeName } from '../sessions/modes'
import { storyOf } from './support/story'
import { CLICKABLE, SHORT_LIVED, type StackOptions } from './support/test'
import { TRAVEL } from './support/travel'
import { USER_AGENT } from './support/user-agent'

/** What people do with their account and their sessions, in a browser. */
const ACCOUNTS = /(account.*|own-sessions|other-browser|session-end)\.spec\.ts/

/** The replicas of one project read from their own memory; those of all others do not. */
const NEAR = { NEAR_CACHE: 'on' }

/** All stories of every mode (`HOPCART_STORIES=all`), instead of what fits into a quarter of an hour. */
const ALL = process.env.HOPCART_STORIES === 'all'
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
const LONG_ELSEWHERE: Readonly<Record<string, RegExp>> = {
  sticky: /expiry\.spec\.ts/,
  db: /expiry\.spec\.ts/,
  'memory-alone': /expiry\.spec\.ts/,
}

/** The stories of a mode; its compose profile has all of those in modes/. */
function storiesOf(mode: ModeName): string[] {
  const { consistent, revocable, failsOver } = storyOf(mode)
  const own = [...(revocable ? [] : ['sealed/*.spec.ts']), ...(failsOver ? ['failover/*.spec.ts'] : [])]
  const short = ALL ? undefined : SHORT[mode]
  if (short) return [...short.map((name) => `${name.includes('/') ? name : `modes/${name}`}.spec.ts`), ...own]
  // The store of `sticky` under another affinity: only what differs by that.
  if (mode === 'sticky-ip')
    return ['guest-to-signed-in', 'replica-death', 'sign-out', 'operator', 'without-lab'].map((name) => `modes/${name}.spec.ts`)
  // Where replicas share no sessions and nothing keeps a browser at one, no rule about sessions holds: that is the mode's point.
  return ['modes/*.spec.ts', ...(consistent ? ['security/*.spec.ts'] : []), ...own]
}

function leftOut(project: string): { testIgnore?: RegExp } {
  const ignored = ALL ? undefined : LONG_ELSEWHERE[project]
  return ignored ? { testIgnore: ignored } : {}
}

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
  // A project has one stack, and so one worker; the longest first, so that none is left alone at the end.
  projects: [
    { name: 'shop', testDir: './shop', testIgnore: ACCOUNTS, use: { profile: 'lab' as const } },
    { name: 'lab', testDir: './lab', use: { profile: 'lab' as const } },
    { name: 'accounts', testDir: './shop', testMatch: ACCOUNTS, use: { profile: 'lab' as const, environment: { ...CLICKABLE, ...NEAR } } },
    { name: 'http', testDir: './http', testIgnore: /postgres-/, use: { profile: 'redis' as const, environment: TRAVEL } },
    ...MODES.filter(({ available }) => available).map(({ name }) => ({
      name,
      testMatch: storiesOf(name),
      use: { profile: name, environment: SHORT_LIVED, tapped: name === 'replicated' },
    })),
    ...MODES.filter(({ store }) => store === 'replicated' || store === 'primary-backup').map(({ name }) => ({
      name: `${name}-cut`,
      testMatch: 'partition/*.spec.ts',
      use: { profile: name, cuttable: true },
    })),
    { name: 'memory-alone', testMatch: 'security/*.spec.ts', use: { profile: 'memory' as const, replicas: 1, environment: SHORT_LIVED } },
    {
      name: 'stateless-db',
      testMatch: 'sealed-revocable/*.spec.ts',
      use: { profile: 'stateless' as const, environment: { STATELESS_REVOCATION: 'db' } },
    },
    ...(process.env.HOPCART_SOAK ? [{ name: 'soak', testDir: './soak', use: { profile: 'lab' as const } }] : []),
    { name: 'http-db', testDir: './http', testMatch: /(contract|cookies|repeats|postgres-.*)\.spec\.ts/, use: { profile: 'db' as const } },
  ].map((project) => ({ ...leftOut(project.name), ...project, workers: 1 })),
})
