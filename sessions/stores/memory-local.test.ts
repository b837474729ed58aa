import { expect, test } from 'vitest'
import { openMemoryStore } from './memory'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }

test('tells how many sessions it holds, and what a session is here, without sliding its end', async () => {
  let offset = 0
  const [here, elsewhere] = [openMemoryStore({ clockOffsetMs: () => offset }), openMemoryStore()]
  expect(here.local?.held()).toEqual({ primary: 0, backup: 0 })
  const { session, token } = await here.create({ change: { id: 'a', steps: [{ add: 'cart:p', by: 2 }] }, lifetime: LONG })
  expect(here.local?.held()).toEqual({ primary: 1, backup: 0 })
  offset = 600_000
  expect(here.local?.look(session.id)).toEqual({ role: 'only', session })
  expect(elsewhere.local?.look(session.id)).toEqual({ role: 'only', session: null })

  const renewal = { userId: 'u', fence: await here.fence('u'), steps: [], lifetime: LONG, grace: 'powerless' } as const
  const renewed = await here.renew(token, renewal)
  expect(here.local?.look(session.id).session, 'the one that took its place').toEqual(renewed?.session)
  expect(here.local?.held()).toEqual({ primary: 1, backup: 0 })
  await here.end(String(renewed?.token))
  expect(here.local?.look(session.id).session).toBeNull()
  expect(here.local?.held()).toEqual({ primary: 0, backup: 0 })
})
