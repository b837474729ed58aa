import { ShopError } from '@/shop/errors'
import { handlers } from '@/web/http/handlers'

const unknown = async () => {
  throw new ShopError(404, 'unknown-route', 'Nothing here', 'There is no such call. The README lists them all.')
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: unknown,
  POST: unknown,
  PUT: unknown,
  PATCH: unknown,
  DELETE: unknown,
})
