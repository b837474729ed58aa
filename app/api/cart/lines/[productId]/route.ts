import { z } from 'zod'
import type { Change } from '@/sessions'
import { newChangeId, type RequestSession } from '@/sessions/request'
import { checkQuantity, quantitiesOf, removeLine, setLine } from '@/shop/cart'
import { ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import { idempotencyKey, readJson } from '@/web/http/body'
import { handlers } from '@/web/http/handlers'
import { cartResponse, movedResponse } from '@/web/http/views'

const input = z.object({ quantity: z.unknown() })

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  PATCH: async ({ request, params, session }) => {
    const productId = String(params.productId)
    const { quantity } = parseInput(input, await readJson(request))
    const change = await setLine(productId, checkQuantity(quantity, 0), idempotencyKey(request) ?? newChangeId())
    await assertInCart(session, productId)
    return answer(session, change)
  },
  DELETE: async ({ request, params, session }) => {
    // Without a session there is nothing to remove, and none should be made for it.
    if (!(await session.read())) return cartResponse(null)
    return answer(session, removeLine(String(params.productId), idempotencyKey(request) ?? newChangeId()))
  },
})

async function assertInCart(session: RequestSession, productId: string): Promise<void> {
  if (!quantitiesOf(await session.read()).has(productId))
    throw new ShopError(
      404,
      'not-in-cart',
      'That is not in the cart',
      'Add it with POST /api/cart/lines; PATCH changes a line that is there.',
    )
}

async function answer(session: RequestSession, change: Change): Promise<Response> {
  const after = await session.change(change)
  return after === 'moved' ? movedResponse() : cartResponse(after)
}
