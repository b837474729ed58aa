import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base } from '@playwright/test'
import { startComposeStack } from '../../infra/docker/compose-stack'
import type { Environment } from '../../infra/local/child'
import { type Stack, startStack } from '../../infra/local/stack'
import type { ProfileName } from '../../sessions/modes'
import { type SessionSettings, sessionSettings } from '../../sessions/request/settings'
import { Client } from './client'
import { expectNoLeaks } from './leaks'
import { type Relay, startRelay } from './relay'
import { noteCookie, seenSecrets } from './secrets'
import { Shopper } from './shopper'
import { wiretap } from './wiretap'

export type StackOptions = {
  profile: ProfileName
  replicas: number
  environment: Environment
  /** Whether to listen in on what the replicas say to each other, for the search for tokens. */
  tapped: boolean
  /** Whether the connections between the replicas can be cut, and the relay by which they are; in containers the network itself is. */
  cuttable: boolean
  relay: Relay | null
  stack: Stack
}

/** Kept sessions that tests can wait for to end; those of a browser session have the usual lifetimes. And few of them. */
export const SHORT_LIVED: Environment = {
  KEPT_SESSION_IDLE_SECONDS: '6',
  KEPT_SESSION_ABSOLUTE_SECONDS: '12',
  KEPT_SESSION_RENEW_SECONDS: '2',
  MAX_SESSIONS: '6',
}

/** The same with time enough for a click in a browser between the warning, a third of the idle time before the end, and the end. */
export const CLICKABLE: Environment = { ...SHORT_LIVED, KEPT_SESSION_IDLE_SECONDS: '8', KEPT_SESSION_ABSOLUTE_SECONDS: '24' }

type Fixtures = {
  /** A person with a browser window of their own. */
  shopper: Shopper
  /** A bare HTTP client with a cookie jar, for what a page cannot ask. */
  client: Client
  /** How long sessions live on this stack. */
  life: SessionSettings
}

/**
 * Playwright's test with a real stack behind it: nginx, three replicas, Postgres and, where the mode needs it, Redis; as processes, or with
 * HOPCART_COMPOSE=1 as containers.
 */
export const test = base.extend<Fixtures, StackOptions>({
  profile: ['redis', { option: true, scope: 'worker' }],
  replicas: [3, { option: true, scope: 'worker' }],
  environment: [{}, { option: true, scope: 'worker' }],
  tapped: [false, { option: true, scope: 'worker' }],
  cuttable: [false, { option: true, scope: 'worker' }],
  relay: [
    async ({ cuttable }, use) => {
      const relay = cuttable && !process.env.HOPCART_COMPOSE ? await startRelay() : null
      await use(relay)
      relay?.stop()
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ profile, replicas, environment, tapped, relay }, use) => {
      if (process.env.HOPCART_COMPOSE) {
        const stack = await startComposeStack({ mode: profile, ...composePorts() })
        await lendAndSearch(stack, profile, use)
        return
      }
      const dataDir = await mkdtemp(path.join(tmpdir(), 'hopcart-e2e-'))
      try {
        const env = { ...environment, ...(tapped ? wiretap(dataDir) : {}), ...relay?.env }
        const stack = await startStack({ mode: profile, port: 0, replicas, dataDir, env })
        await lendAndSearch(stack, profile, use)
      } finally {
        await rm(dataDir, { recursive: true, force: true })
      }
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  baseURL: async ({ stack }, use) => use(stack.url),
  context: async ({ context }, use) => {
    await use(context)
    for (const { name, value } of await context.cookies().catch(() => [])) noteCookie(name, value) // a test may have closed it
  },
  shopper: async ({ page, stack }, use) => use(new Shopper(page, stack)),
  client: async ({ stack }, use) => use(new Client(stack.url)),
  life: async ({ environment }, use) => use(sessionSettings(process.env.HOPCART_COMPOSE ? {} : environment)),
})

/** Lends the stack to the tests; afterwards, while it still runs, no token of theirs may stand anywhere in it. */
async function lendAndSearch(stack: Stack, profile: ProfileName, lend: (stack: Stack) => Promise<void>): Promise<void> {
  try {
    seenSecrets.clear()
    await lend(stack)
    await expectNoLeaks(stack, profile)
  } finally {
    await stack.stop()
  }
}

/** The same address for one profile after the other, as a person has it who switches. */
function composePorts(): { port?: number } {
  return process.env.HOPCART_COMPOSE_PORT ? { port: Number(process.env.HOPCART_COMPOSE_PORT) } : {}
}

export { expect } from '@playwright/test'
