import { z } from 'zod'
import { newChangeId } from '@/sessions/request'
import { checkQuantity, removeLine, setLine } from '@/shop/cart'
import { ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import { idempotencyKey, readJson } from '@/web/http/body'
import { handlers } from '@/web/http/handlers'
import { cartResponse, movedResponse } from '@/web/http/views'

const input = z.object({ quantity: z.unknown() })

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  PATCH: async ({ request, params, session }) => {
    const { quantity } = parseInput(input, await readJson(request))
    const change = await setLine(String(params.productId), checkQuantity(quantity, 0), idempotencyKey(request) ?? newChangeId())
    const after = await session.changeKnown(change)
    if (after === null) session.refuseUnknown()
    if (after === null) throw new ShopError(404, 'no-cart', 'There is no cart yet', 'Add the product with POST /api/cart/lines first.')
    return after === 'moved' ? movedResponse() : cartResponse(after)
  },
  DELETE: async ({ request, params, session }) => {
    const after = await session.changeKnown(removeLine(String(params.productId), idempotencyKey(request) ?? newChangeId()))
    if (after === null) session.refuseUnknown()
    return after === 'moved' ? movedResponse() : cartResponse(after)
  },
})
