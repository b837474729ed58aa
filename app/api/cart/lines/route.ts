import { z } from 'zod'
import { newChangeId } from '@/sessions/request'
import { addLine, checkQuantity } from '@/shop/cart'
import { parseInput } from '@/shop/input'
import { idempotencyKey, readJson } from '@/web/http/body'
import { handlers } from '@/web/http/handlers'
import { cartResponse, movedResponse } from '@/web/http/views'

const input = z.object({
  productId: z.string({ error: 'Name the product by its id.' }).min(1, 'Name the product by its id.').max(100, 'That is no product id.'),
  quantity: z.unknown(),
})

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  POST: async ({ request, session }) => {
    const { productId, quantity } = parseInput(input, await readJson(request))
    const change = await addLine(productId, checkQuantity(quantity, 1), idempotencyKey(request) ?? newChangeId())
    const after = await session.change(change)
    return after === 'moved' ? movedResponse() : cartResponse(after)
  },
})
