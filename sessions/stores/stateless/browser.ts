import type { Answer, SessionStore } from '../../session'
import { handleOf } from '../../token'

/**
 * For tests: a store as it looks through one browser and the proxy before it. The browser sends the token that it was given last, whichever of a
 * session's tokens a test still holds, and takes the new one out of every answer; the proxy slides the idle end at each reading.
 */
export function throughBrowser(store: SessionStore, cookies: Map<string, string>): SessionStore {
  const sent = (token: string) => cookies.get(handleOf(token)) ?? token
  const keep = <T extends Answer>(answer: T): T => {
    if (answer.token) cookies.set(handleOf(answer.token), answer.token)
    return answer
  }
  return {
    name: store.name,
    create: async (draft) => keep(await store.create(draft)),
    async read(token) {
      const session = await store.read(sent(token))
      const slid = await store.slide?.(sent(token))
      return slid ? keep(slid).session : session
    },
    peek: (id) => store.peek(id),
    async change(token, change) {
      const answer = await store.change(sent(token), change)
      if (answer === null || answer === 'moved') return answer
      return { session: keep(answer).session }
    },
    fence: (userId) => store.fence(userId),
    async renew(token, renewal) {
      const renewed = await store.renew(token === null ? null : sent(token), renewal)
      return renewed && keep(renewed)
    },
    end: (which) => store.end(typeof which === 'string' ? sent(which) : which),
    list: (userId) => store.list(userId),
    endAll: (userId, exceptId) => store.endAll(userId, exceptId),
    ready: () => store.ready(),
    close: () => store.close(),
  }
}
