import { ShopError } from '@/shop/errors'

/** A little less than the balancer waits for an answer of the Lab (infra/nginx/nginx.conf.template). */
const PATIENCE_MS = 4_500

/**
 * Refuses an order that nobody waits for any more: a replica that was paused finds it when it goes on, and would break something out of the blue.
 * @param sent seconds since the epoch, as nginx says them; null: it did not come by nginx
 * @throws ShopError 503
 */
export function assertInTime(sent: string | null, now = Date.now()): void {
  if (sent === null || !(now - Number(sent) * 1000 > PATIENCE_MS)) return
  throw new ShopError(503, 'too-late', 'That came too late', 'The replica was held up, and nobody waits for this any more. Order it again.')
}
