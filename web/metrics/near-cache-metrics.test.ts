import { expect, test } from 'vitest'
import { freePort } from '@/infra/local/free-port'
import { openStores } from '@/sessions/open-store'
import { exposition } from './families'
import { nearCacheMetrics } from './near-cache-metrics'

test('a near-cache is counted where it is on, and nothing is said of it elsewhere', async () => {
  const address = `redis://127.0.0.1:${await freePort()}`
  const without = openStores(address)
  expect(nearCacheMetrics(without)).toEqual([])
  await without.close()
  const stores = openStores(`${address}?near-cache=on&near-cache-mb=2`)
  const text = exposition(nearCacheMetrics(stores))
  expect(text).toContain('# TYPE hopcart_session_near_cache_hits_total counter\nhopcart_session_near_cache_hits_total{mode="redis"} 0\n')
  expect(text).toContain('# TYPE hopcart_session_near_cache_max_bytes gauge\nhopcart_session_near_cache_max_bytes{mode="redis"} 2097152\n')
  expect(text, 'a lag that nobody has measured').not.toContain('lag_p99_ms{')
  await stores.close()
})
