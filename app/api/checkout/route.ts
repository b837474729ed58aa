import { ShopError } from '@/shop/errors'
import { idempotencyKey, readJson } from '@/web/http/body'
import { handlers, json } from '@/web/http/handlers'
import { checkOut } from '@/web/http/place-order'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers(
  {
    POST: async ({ request, session }) => {
      const key = idempotencyKey(request)
      const input = await readJson(request)
      if (key === null)
        throw new ShopError(
          422,
          'key-missing',
          'A checkout needs a key',
          'Send the header "Idempotency-Key" with a new UUID, and the same one when you repeat this order.',
        )
      return json({ order: await checkOut(session, key, input) }, 201)
    },
  },
  { kinds: { POST: 'checkout' } },
)
