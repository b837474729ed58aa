import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import type { ModeName, SessionStore } from '@/sessions'
import { onArrival } from '@/sessions/request/arrival'
import type { Client } from '@/sessions/request/client'
import { RequestSession } from '@/sessions/request/request-session'
import { openMemoryStore } from '@/sessions/stores/memory'
import { createAccount } from '@/shop/accounts'
import { quantitiesOf } from '@/shop/cart'
import { settleCarts } from './saved-carts'
import { type Answer, underWay } from './testing-headers'

process.env.NEXTAUTH_SECRET ??= 'a secret of 32 characters, for tests'

/** Where tests come from, unless they say otherwise. */
const TESTER: Client = { address: '127.0.0.1', network: '127.0.0.0/16', browser: 'Tester', device: 'Tester on a bench' }

/** A browser without a network: it sends the cookies that it has, and keeps the ones it is given. */
export class Browser {
  private device: string | null = null

  constructor(
    readonly store: SessionStore,
    public token: string | null = null,
    public client: Client = TESTER,
    readonly mode: ModeName = 'memory',
  ) {
    onArrival(settleCarts)
  }

  /** One request. `loseAnswer`: it is done, and the browser never hears of it. */
  async send<T>(
    work: (session: RequestSession) => Promise<T>,
    { loseAnswer = false, requestId = randomUUID() as string } = {},
  ): Promise<T> {
    const answer: Answer = { token: this.token, device: this.device }
    const { store, client, mode, token: sentToken } = this
    try {
      return await underWay.run(answer, () => work(new RequestSession({ mode, store, sentToken, requestId, client })))
    } finally {
      if (!loseAnswer) [this.token, this.device] = [answer.token, answer.device]
    }
  }

  add(productId: string, by: number): Promise<unknown> {
    return this.send((session) => session.change({ id: randomUUID(), steps: [{ add: `cart:${productId}`, by }] }))
  }

  async cart(): Promise<Record<string, number>> {
    return this.send(async (session) => Object.fromEntries(quantitiesOf(await session.read())))
  }
}

/** A memory store whose calls a test may spy on and make fail. */
export function testStore(): SessionStore {
  return openMemoryStore()
}

/** An account whose password is known. */
export async function makeAccount() {
  const credentials = { email: `${randomUUID()}@example.com`, password: 'correct horse battery', remember: false }
  return { ...(await createAccount({ name: 'Tester', ...credentials })), credentials }
}

/** Lets one call of a store fail after it was done, as when its answer is lost. */
export function loseAnswerOnce(store: SessionStore, call: 'renew' | 'end', error: Error): void {
  const real = store[call].bind(store) as (...given: unknown[]) => Promise<unknown>
  const spy = vi.spyOn(store, call) as unknown as { mockImplementationOnce: (work: (...given: unknown[]) => Promise<never>) => void }
  spy.mockImplementationOnce(async (...given) => {
    await real(...given)
    throw error
  })
}
