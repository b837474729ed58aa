import type { BrowserContext, Page } from '@playwright/test'
import { LAB, type ProfileName } from '../../sessions/modes'
import { Client } from '../support/client'
import { KETTLE, LAMP, storyOf } from '../support/story'
import { expect, test } from './compose-test'

const cookieOf = (profile: ProfileName) => (profile === LAB.name ? `${LAB.defaultMode}-sid` : 'sid')

/** A token of elsewhere is no error and no session: what is added under it comes into a new one. Resolves to that one's token. */
async function expectUnknown(token: string, profile: ProfileName, client: Client, page: Page, context: BrowserContext): Promise<string> {
  const name = cookieOf(profile)
  const stranger = client.with(name, token)
  expect((await stranger.get('/api/session')).json()).toMatchObject({ user: null, cartCount: 0 })
  await context.clearCookies()
  await context.addCookies([{ name, value: token, url: client.url }])
  for (const address of ['/', '/cart', '/account']) expect((await page.goto(address))?.status(), address).toBe(200)
  const shopper = new Client(client.url)
  shopper.cookies.set(name, token)
  expect((await shopper.add(KETTLE.id)).status).toBe(200)
  expect(shopper.token).not.toBe(token)
  return shopper.token as string
}

test('two profiles one after the other on one address: an old cookie is simply unknown, and known again on the way back', async ({
  client,
  page,
  context,
  containers,
  profile,
}) => {
  test.setTimeout(240_000)
  const other = profile === 'memory' ? 'db' : 'memory'
  const there = containers.compose.withProfile(other, { REPLICAS: '1' })
  expect((await client.add(LAMP.id)).status).toBe(200)
  const old = client.token as string
  let foreign = ''
  await containers.takeDown('nginx')
  try {
    await there.run('up', '--detach', '--wait', '--wait-timeout', '120')
    foreign = await expectUnknown(old, other, client, page, context)
  } finally {
    await there.run('rm', '--stop', '--force', `nginx-${other}`, `web-${other}`)
    await containers.bringBack('nginx')
  }
  await expectUnknown(foreign, profile, client, page, context)
  if (storyOf(profile).shared) expect(await client.cart()).toEqual({ [LAMP.id]: 1 })
})
