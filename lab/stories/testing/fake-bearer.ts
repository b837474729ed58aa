import type { Call } from '@/lab/client/types'
import type { FakeSession } from './fake-sessions'
import type { FakeStack } from './fake-stack'

/** An answer that is not 200. */
export class Refused {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {}
}

type At = { stack: FakeStack; newId: () => string; told: (session: FakeSession | null) => unknown; known: FakeSession | null }

/** What the shop answers a call that says itself how its token travels; `known`: the session of the cookie, where one was sent. */
export function answerTo({ path, method = 'GET', headers = {}, withoutCookies }: Call, { stack, newId, told, known }: At): unknown {
  const token = /^Bearer (.+)$/.exec(headers.Authorization ?? '')?.[1]
  if (path.includes('access_token=')) return new Refused(400, 'A token is never read from an address: addresses are logged.')
  if (token && !withoutCookies) return new Refused(400, 'Send either the header or the session cookie.')
  if (path === '/api/token' && method === 'POST') {
    const made = `token-${++stack.lastId}`
    stack.tokens.set(made, { id: newId(), user: 'Demo', lamps: new Set() })
    return { token: made, tokenType: 'Bearer' }
  }
  if (path === '/api/token') return void stack.tokens.delete(token ?? '')
  const session = token ? stack.tokens.get(token) : known
  if (token && !session) return new Refused(401, 'It is unknown, or its session has ended.')
  return path.startsWith('/api/session') ? told(session ?? null) : null
}
