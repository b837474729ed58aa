import { endOwnSession } from '@/auth/own-sessions'
import { handlers } from '@/web/http/handlers'
import { signedIn } from '@/web/http/signed-in'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  DELETE: async ({ session, params }) => {
    await endOwnSession(session, (await signedIn(session)).own, String(params.id))
    return new Response(null, { status: 204 })
  },
})
