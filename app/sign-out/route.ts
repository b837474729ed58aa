import { signOutByForm } from '@/web/http/farewell'
import { handlers } from '@/web/http/handlers'

/** Not a server action: those cannot send Clear-Site-Data. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(
  { POST: ({ session }) => signOutByForm(session) },
  { looks: 'cookie', kinds: { POST: 'sign-out' } },
)
