import { endOtherSessions, ownSessions } from '@/auth/own-sessions'
import { handlers, json } from '@/web/http/handlers'
import { signedIn } from '@/web/http/signed-in'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => json(await ownSessions(session, (await signedIn(session)).own)),
  DELETE: async ({ session }) => json({ ended: await endOtherSessions(session, (await signedIn(session)).own) }),
})
