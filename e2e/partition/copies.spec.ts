import { LAB, modeOf } from '../../sessions/modes'
import { Client } from '../support/client'
import { LAMP } from '../support/story'
import { at, CUT_OFF, expect, test, untilLost } from './partition-test'

/** So many that it cannot be by chance that the one that is cut off has a copy of each, or of none. */
const SESSIONS = 24

test('who is cut off goes on with the sessions that it has a copy of, refuses the others for now, and takes no cookie away', async ({
  client,
  network,
  stack,
  profile,
}) => {
  const mode = modeOf(profile === LAB.name ? LAB.defaultMode : profile)
  test.skip(mode.store !== 'replicated' && mode.store !== 'primary-backup', 'replicas keep nothing among themselves')
  const { replicas } = stack.state()
  const alone = replicas.find(({ name }) => name === CUT_OFF)?.address ?? ''
  const shoppers = Array.from({ length: SESSIONS }, () => new Client(client.url))
  for (const shopper of shoppers) expect((await shopper.add(LAMP.id)).status).toBe(200)

  const acknowledged = new Map<Client, number>()
  let refused = 0
  network.cut(CUT_OFF)
  try {
    await untilLost(stack)
    for (const shopper of shoppers) {
      const reply = await at(alone, shopper).add(LAMP.id)
      expect([200, 503], reply.text).toContain(reply.status)
      expect(reply.headers['set-cookie']).toBeUndefined()
      acknowledged.set(shopper, reply.status === 200 ? 2 : 1)
      if (reply.status === 503) refused++
    }
  } finally {
    network.mend(CUT_OFF)
  }
  if (mode.promise.whenCutOff === 'merges') expect(refused).toBe(0)
  else expect(refused > 0 && refused < SESSIONS, `${refused} of ${SESSIONS} refused`).toBe(true)

  for (const [shopper, lamps] of acknowledged)
    for (const { name, address } of replicas)
      await expect
        .poll(() => at(address, shopper).cart().catch(String), { message: `through ${name}`, timeout: 30_000 })
        .toEqual({ [LAMP.id]: lamps })
})
