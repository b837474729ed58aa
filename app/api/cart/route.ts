import { handlers } from '@/app/_http/handlers'
import { cartResponse } from '@/app/_http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ session }) => cartResponse(await session.read()),
})
