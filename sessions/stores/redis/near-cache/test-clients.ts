import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { StoreUnavailable } from '../../../errors'
import type { SessionStore } from '../../../session'
import { add, change, LONG } from '../outage-kit'
import { Shown, seenBy, untilSound } from './test-kit'

/** How many clients there are, in how many windows each: the windows of one share what they have been shown. */
const CLIENTS = 6
const WINDOWS = 2
/** After a call that failed. */
const AGAIN_MS = 5

export type Client = { readonly token: string; readonly shown: Shown }

export function clientsOf(store: SessionStore): Promise<Client[]> {
  const made = Array.from({ length: CLIENTS }, async () => {
    const shown = new Shown()
    return { token: (await seenBy(shown, store).create({ change: change(add), lifetime: LONG })).token, shown }
  })
  return Promise.all(made)
}

/**
 * Clients read and change their own sessions through the replicas, a random one each time, until so many steps are done. Nobody may be shown
 * less than before, nor what was never so: the cart's count is the version. Answers how many steps failed.
 */
export async function shopAround(clients: readonly Client[], stores: readonly SessionStore[], steps: number): Promise<number> {
  let left = steps
  let failed = 0
  const window = async ({ token, shown }: Client) => {
    const views = stores.map((store) => seenBy(shown, store))
    while (left-- > 0) {
      const view = views[Math.floor(Math.random() * views.length)] as SessionStore
      const before = shown.of(token) ?? 0
      try {
        const answer = Math.random() < 0.25 ? await view.change(token, change(add)) : await view.read(token)
        if (answer === null || answer === 'moved') throw new Error('The session is gone.')
        const session = 'session' in answer ? answer.session : answer
        expect(session.version, 'what its client had been shown').toBeGreaterThanOrEqual(before)
        expect(session.attributes['cart:p1']).toBe(session.version)
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        failed++
        await sleep(AGAIN_MS)
      }
    }
  }
  await Promise.all(clients.flatMap((client) => Array.from({ length: WINDOWS }, () => window(client))))
  return failed
}

export async function allSound(stores: readonly SessionStore[], [client]: readonly Client[]): Promise<void> {
  for (const store of stores) await untilSound(store, () => store.read(client?.token ?? '', 1).catch(() => null))
}
