import { z } from 'zod'
import { changeEmail, changePassword, deleteAccount } from '@/auth/change-account'
import { openAccount } from '@/auth/sign-up'
import { renameAccount } from '@/shop/accounts'
import { ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import { readJson } from '@/web/http/body'
import { FORGET } from '@/web/http/farewell'
import { handlers, json } from '@/web/http/handlers'
import { signedIn } from '@/web/http/signed-in'

const given = z.object({ name: z.unknown(), email: z.unknown(), password: z.unknown(), currentPassword: z.unknown() }).partial()

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(
  {
    POST: async ({ request, session }) => {
      const account = await openAccount(session, await readJson(request))
      session.log('account-opened', { user: account.id })
      return json({ user: account }, 201)
    },
    PATCH: async ({ request, session }) => {
      const { name, email, password, currentPassword } = parseInput(given, await readJson(request))
      const { own, account } = await signedIn(session)
      const asked = { own, account, currentPassword }
      // One at a time, so that a refusal leaves nothing half done.
      if ([name, email, password].filter((value) => value !== undefined).length !== 1)
        throw new ShopError(
          422,
          'invalid-input',
          'One change at a time',
          'Send one of name, email or password; the last two with currentPassword.',
        )
      if (name !== undefined) await renameAccount(account.id, name)
      else if (email !== undefined) await changeEmail(session, asked, email)
      else await changePassword(session, asked, password)
      return new Response(null, { status: 204 })
    },
    DELETE: async ({ request, session }) => {
      const { currentPassword } = parseInput(given, await readJson(request))
      await deleteAccount(session, { ...(await signedIn(session)), currentPassword })
      return new Response(null, { status: 204, headers: FORGET })
    },
  },
  { kinds: { POST: 'sign-in' } },
)
