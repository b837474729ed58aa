import { handlers } from '@/web/http/handlers'
import { cartResponse } from '@/web/http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => cartResponse(await session.read()),
})
