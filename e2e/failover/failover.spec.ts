import type { Stack } from '../../infra/local/stack'
import { idOf } from '../../sessions/token'
import { untilServedByAll } from '../support/outage'
import { isWhole, masterOf } from '../support/redis-masters'
import { KETTLE, LAMP } from '../support/story'
import { expect, test } from '../support/test'
import { startTraffic } from './traffic'

/** What was acknowledged in the instant before a master is gone may not have reached a copy yet; the modes promise no more. */
const LOST_AT_MOST = 3

type Fault = {
  what: string
  begin: (stack: Stack, name: string) => void | Promise<void>
  end: (stack: Stack, name: string) => void | Promise<void>
}
const FAULTS: readonly Fault[] = [
  { what: 'hangs', begin: (stack, name) => stack.pause(name), end: (stack, name) => stack.resume(name) },
  { what: 'dies', begin: (stack, name) => stack.takeDown(name), end: (stack, name) => stack.bringBack(name) },
]

for (const { what, begin, end } of FAULTS)
  test(`the master that keeps a shopper's session ${what} mid-visit: a copy takes over, nobody is signed out, and no change counts twice`, async ({
    client,
    shopper,
    stack,
    profile,
  }, info) => {
    test.setTimeout(120_000)
    await expect.poll(() => isWhole(stack), { timeout: 40_000 }).toBe(true)
    const account = await client.signUp()
    await client.add(KETTLE.id, 2)
    await client.signIn(account.email, account.password)
    await shopper.signIn(account)
    const token = await shopper.token()
    const id = idOf(client.token ?? '')
    const master = await masterOf(stack, id)
    const traffic = startTraffic(client, LAMP.id)
    const acknowledgedAfter = (count: number) => expect.poll(() => traffic.acknowledged(), { timeout: 30_000 }).toBeGreaterThan(count)
    let told = { refused: 0, gapMs: 0 }
    try {
      await acknowledgedAfter(5)
      await begin(stack, master)
      try {
        await acknowledgedAfter(traffic.acknowledged() + 10) // by itself
        expect(await masterOf(stack, id)).not.toBe(master)
        await untilServedByAll(client, 20_000)
        await shopper.visit('/account')
        await expect(shopper.page.getByRole('heading', { name: /^Hello, / })).toBeVisible()
      } finally {
        await end(stack, master)
      }
      await acknowledgedAfter(traffic.acknowledged() + 5) // and it comes back as a copy
    } finally {
      told = await traffic.stop()
    }
    const acknowledged = traffic.acknowledged()
    const { [LAMP.id]: present = 0, ...others } = await client.cart()
    const counted = { profile, acknowledged, lost: acknowledged - present, ...told }
    info.annotations.push({ type: 'counted', description: JSON.stringify(counted) })
    expect(present, 'changes that count twice').toBeLessThanOrEqual(acknowledged)
    expect(acknowledged - present, 'acknowledged changes that are lost').toBeLessThanOrEqual(LOST_AT_MOST)
    expect(others).toEqual({ [KETTLE.id]: 2 })
    expect((await client.get('/api/session')).json()).toMatchObject({ user: { email: account.email } })
    expect(await shopper.token(), 'the browser kept its session').toBe(token)
  })
