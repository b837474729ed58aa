import { afterEach, expect, test, vi } from 'vitest'
import { knownReplicas } from './replicas'
import { serve, supervisor } from './testing'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A supervisor that says it is in that condition, until it falls silent. */
async function supervise(name: string) {
  const now = { condition: 'up' as 'up' | 'paused', isSilent: false }
  const { url, close } = await serve((_, response) => {
    if (!now.isSilent) response.end(JSON.stringify(supervisor(name, 'http://127.0.0.1:9', now.condition)))
  })
  ends.push(close)
  return { now, at: new URL(url).host }
}

test('one supervisor that falls silent keeps no other one from being heard, and is told as it last was', async () => {
  const [one, other] = [await supervise('web-1'), await supervise('web-2')]
  const env = { LAB_SUPERVISORS: `${one.at},${other.at}`, NEXTAUTH_SECRET: 'x' }
  const conditions = async () => Object.fromEntries((await knownReplicas(env)).map(({ replica, condition }) => [replica, condition]))
  await vi.waitFor(async () => expect(await conditions()).toEqual({ 'web-1': 'up', 'web-2': 'up' }))
  one.now.isSilent = true
  other.now.condition = 'paused'
  await vi.waitFor(async () => expect(await conditions()).toEqual({ 'web-1': 'up', 'web-2': 'paused' }))
})
