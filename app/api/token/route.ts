import { z } from 'zod'
import { signIn } from '@/auth/sign-in'
import { signOut } from '@/auth/sign-out'
import { newChangeId, type RequestSession, saysBearer } from '@/sessions/request'
import { ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import { readJson } from '@/web/http/body'
import { handlers, json } from '@/web/http/handlers'
import { endOf } from '@/web/http/views'

const input = z
  .object({ email: z.unknown(), password: z.unknown(), remember: z.boolean('Send true to stay signed in, or leave it out.') })
  .partial()

/** For clients that hold their token themselves and send it by `Authorization: Bearer` (RFC 6750). No cookie is read or set here. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(
  {
    // Signs in, and takes over the cart of the token that came along; `{}` is a guest, who gets a token for a cart.
    POST: async ({ request, session }) => {
      const { email, password, remember = false } = parseInput(input, await readJson(request))
      const isGuest = email === undefined && password === undefined
      return isGuest ? guestToken(session) : userToken(session, { email, password, remember })
    },
    // As RFC 7009, 2.2 has it, a token that leads nowhere has reached what was wanted of it.
    DELETE: async ({ request, session }) => {
      if (!saysBearer(request.headers))
        throw new ShopError(401, 'no-token', 'Which token?', 'Send the header "Authorization: Bearer <token>" with the one that is to end.')
      const current = await session.whole()
      if (current && !current.userId) await session.end()
      else await signOut(session)
      return new Response(null, { status: 204 })
    },
  },
  { looks: 'header', kinds: { POST: 'sign-in', DELETE: 'sign-out' } },
)

async function userToken(session: RequestSession, credentials: Parameters<typeof signIn>[1]): Promise<Response> {
  const signed = await signIn(session, credentials)
  if (!signed)
    throw new ShopError(
      401,
      'wrong-password',
      'Not signed in',
      'That address and password do not fit together. Check both, or open an account with POST /api/account.',
    )
  const { id, name, email } = signed.account
  return tokenResponse(session, { id, name, email })
}

async function guestToken(session: RequestSession): Promise<Response> {
  if (await session.whole())
    throw new ShopError(
      422,
      'invalid-input',
      'There is a token already',
      'Go on with the token that you sent, or send email and password to sign in with it.',
    )
  await session.change({ id: newChangeId(), steps: [] })
  return tokenResponse(session, null)
}

/** The one answer with a token in its body. */
async function tokenResponse(session: RequestSession, user: { id: string; name: string; email: string } | null): Promise<Response> {
  return json({ token: session.freshToken, tokenType: 'Bearer', ...endOf(await session.whole()), user }, 201)
}
