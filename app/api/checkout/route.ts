import { idempotencyKey, readJson } from '@/app/_http/body'
import { handlers, json } from '@/app/_http/handlers'
import { checkOut } from '@/app/_http/place-order'
import { ShopError } from '@/shop/errors'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
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
})
