import type { BrowserContext } from '@playwright/test'
import { Client } from './client'
import { test as base, expect } from './test'

type PageFixtures = {
  /** What the pages of this test complained about: console errors, uncaught errors, refused by the security policy. */
  complaints: Complaints
  /** The browser of somebody with an account of their own, signed in, without the detour over the form. */
  signedIn: Client
}

/** Collects what pages complain about; whatever the test did not declare fails it. */
class Complaints {
  private readonly heard: string[] = []
  private readonly allowed: RegExp[] = []

  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.heard.push(`uncaught: ${error.error().stack ?? error.error().message}`))
    context.on('console', (message) => {
      const text = `${message.text()} (${message.location().url})`
      if (message.type() === 'error' || /content security policy/i.test(text)) this.heard.push(`console: ${text}`)
    })
  }

  /** Declares a complaint that this test brings about on purpose. */
  allow(...patterns: RegExp[]): void {
    this.allowed.push(...patterns)
  }

  get unexpected(): string[] {
    return this.heard.filter((text) => !this.allowed.some((pattern) => pattern.test(text)))
  }
}

/** The shop's test: fails when any page of it complains. Contexts of one's own are given to `complaints.watch`. */
export const test = base.extend<PageFixtures>({
  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints()
      complaints.watch(context)
      await use(complaints)
      expect(complaints.unexpected, 'what the pages complained about').toEqual([])
    },
    { auto: true },
  ],
  signedIn: async ({ context, stack }, use) => {
    const client = new Client(stack.url)
    const { email, password } = await client.signUp()
    await client.signIn(email, password)
    await lendCookies(client, context)
    await use(client)
  },
})

/** Gives a client's cookies to a browser: from now on they are one shopper. */
export async function lendCookies(client: Client, context: BrowserContext): Promise<void> {
  await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: client.url, httpOnly: true, sameSite: 'Lax' })))
}

export { expect } from './test'
