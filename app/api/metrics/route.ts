import { connection } from 'next/server'
import { openedStores } from '@/sessions/request'
import { handlers } from '@/web/http/handlers'
import { unknownRoute } from '@/web/http/unknown-route'
import { exposition } from '@/web/metrics/families'
import { nearCacheMetrics } from '@/web/metrics/near-cache-metrics'
import { outageMetrics } from '@/web/metrics/outage-metrics'
import { replicaMetrics } from '@/web/metrics/replica-metrics'

/**
 * What this replica counts, for a scraper that asks the replica itself. To what came through nginx, which says X-Real-IP of every request
 * and lets nobody through to here, there is no such call.
 */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = handlers({
  GET: async ({ request }) => {
    await connection()
    if (request.headers.has('x-real-ip')) throw unknownRoute()
    const stores = openedStores()
    const text = exposition([...replicaMetrics(stores), ...outageMetrics(stores), ...nearCacheMetrics(stores)])
    return new Response(text, { headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' } })
  },
})
