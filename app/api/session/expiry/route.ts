import { handlers, json } from '@/web/http/handlers'
import { lifeView } from '@/web/http/views'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  // Asking must not keep it alive.
  GET: async ({ session }) => json(lifeView(await session.peek())),
})
