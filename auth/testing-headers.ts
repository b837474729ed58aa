import { AsyncLocalStorage } from 'node:async_hooks'

/** The session cookie and the device cookie of an answer; the latter is also sent. */
export type Answer = { token: string | null; device: string | null }

/** The answer of the request under way: each has its own, since tests send several at once. */
export const underWay = new AsyncLocalStorage<Answer>()

/** Stands in for next/headers, by vi.mock. In a file of its own: whatever imports next/headers would wait for itself here. */
export const nextHeaders = {
  headers: async () => new Headers(),
  cookies: async () => {
    const answer = underWay.getStore() ?? { token: null, device: null }
    return {
      get: (name: string) => (name === 'device' && answer.device ? { value: answer.device } : undefined),
      set: (name: string, value: string) => {
        if (name === 'device') answer.device = value || null
        else answer.token = value || null
      },
    }
  },
}
