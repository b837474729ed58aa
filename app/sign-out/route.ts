import { handlers } from '@/web/http/handlers'
import { signOutByForm } from '@/web/http/sign-out'

/** Not a server action: those cannot send Clear-Site-Data. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  POST: ({ session }) => signOutByForm(session),
})
