/**
 * The ways in which a session of a user begins, for tests that stand between its steps.
 *
 * @module
 */
import { randomUUID } from 'node:crypto'
import { FenceMoved } from '../../errors'
import type { Change, Draft, Renewal, Session, SessionStore, Step } from '../../session'

const LONG = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
const change = (...all: Step[]): Change => ({ id: randomUUID(), steps: all })
const cart: Step = { set: 'cart:p1', value: 3 }

export const renewal = async (b: SessionStore, userId: string, rest: Partial<Renewal> = {}): Promise<Renewal> => ({
  userId,
  fence: await b.fence(userId),
  steps: [{ add: 'cart:saved', by: 1 }],
  lifetime: LONG,
  grace: 'powerless',
  ...rest,
})
export const draft = async (b: SessionStore, userId: string): Promise<Draft> => ({
  change: change(cart),
  lifetime: LONG,
  userId,
  fence: await b.fence(userId),
})
export const guest = (b: SessionStore) => b.create({ change: change(cart), lifetime: LONG })

/** What was prepared by `b` for `a` to begin: it answers the session, or null when the fence has moved. `before`: how many there are already. */
type Prepared = { begin(): Promise<Session | null>; readonly before: number }
/** `step` is its second step. `isRepeatable`: a repeat is known by its token. */
type Way = {
  readonly step: 'create' | 'renew'
  readonly isRepeatable: boolean
  prepare(a: SessionStore, b: SessionStore, userId: string): Promise<Prepared>
}

export const WAYS: Readonly<Record<string, Way>> = {
  'a session made for a user': {
    step: 'create',
    isRepeatable: false,
    async prepare(a, b, userId) {
      const made = await draft(b, userId)
      const begin = async () => {
        try {
          return (await a.create(made)).session
        } catch (error) {
          if (error instanceof FenceMoved) return null
          throw error
        }
      }
      return { begin, before: 0 }
    },
  },
  'a sign-in without a session': {
    step: 'renew',
    isRepeatable: false,
    async prepare(a, b, userId) {
      const signIn = await renewal(b, userId)
      return { begin: async () => (await a.renew(null, signIn))?.session ?? null, before: 0 }
    },
  },
  "a guest's sign-in": {
    step: 'renew',
    isRepeatable: true,
    async prepare(a, b, userId) {
      const [{ token }, signIn] = [await guest(b), await renewal(b, userId)]
      return { begin: async () => (await a.renew(token, signIn))?.session ?? null, before: 0 }
    },
  },
  'a periodic renewal': {
    step: 'renew',
    isRepeatable: true,
    async prepare(a, b, userId) {
      const { token } = await b.create(await draft(b, userId))
      const periodic = await renewal(b, userId, { grace: 'full', onlyLive: true })
      return { begin: async () => (await a.renew(token, periodic))?.session ?? null, before: 1 }
    },
  },
}
