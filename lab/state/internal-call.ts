import { z } from 'zod'
import { isMode } from '@/sessions'
import { openedStores } from '@/sessions/request'
import { parseInput } from '@/shop/input'
import { unknownRoute } from '@/web/http/unknown-route'
import { healthHere } from './health'
import { lookHere, ownName } from './look'

const count = z.number().int().nonnegative()
const input = z.discriminatedUnion('do', [
  z.object({ do: z.literal('health') }),
  z.object({
    do: z.literal('look'),
    mode: z.string().refine(isMode),
    id: z.string().max(100).nullable(),
    visitor: z.string().max(100).nullable(),
    after: z.object({ boot: z.string(), requests: count, frames: count }),
  }),
])

/**
 * `POST /api/internal/lab`: `{do: 'look', …}` answers a {@link Look} of this replica, `{do: 'health'}` its {@link Health}.
 * @throws ShopError 404 outside the lab, 422
 */
export async function labCall(body: unknown, stores = openedStores(), replica = ownName()): Promise<object> {
  if (!stores.isLab) throw unknownRoute()
  const asked = parseInput(input, body)
  if (asked.do === 'health') return healthHere(stores)
  const { mode } = asked
  if (!isMode(mode) || !stores.has(mode)) throw unknownRoute()
  return lookHere({ ...asked, mode }, stores, { replica })
}
