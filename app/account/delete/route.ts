import { deleteAccountByForm } from '@/web/http/farewell'
import { handlers } from '@/web/http/handlers'

/** Not a server action: those cannot send Clear-Site-Data. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(
  { POST: ({ session, request }) => deleteAccountByForm(session, request) },
  { looks: 'cookie' },
)
