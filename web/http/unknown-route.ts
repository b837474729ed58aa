import { ShopError } from '@/shop/errors'
import { handlers } from './handlers'

/** What a call gets that does not exist. */
export function unknownRoute(): ShopError {
  return new ShopError(404, 'unknown-route', 'Nothing here', 'There is no such call. The README lists them all.')
}

const refuse = async () => {
  throw unknownRoute()
}

/** The exports of a route file at whose address there is nothing. */
export const nowhere = handlers({ GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse })
