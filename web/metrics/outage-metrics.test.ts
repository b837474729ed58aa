import { expect, test } from 'vitest'
import { freePort } from '@/infra/local/free-port'
import { openStores } from '@/sessions/open-store'
import { exposition } from './families'
import { outageMetrics } from './outage-metrics'

test('an outage of a store beside the replicas is counted; stores within them have none', async () => {
  expect(outageMetrics(openStores('memory:'))).toEqual([])
  const stores = openStores(`redis://127.0.0.1:${await freePort()}`)
  const told = () => exposition(outageMetrics(stores))
  for (const name of ['store_away', 'outages_total', 'calls_refused_total', 'store_probes_total'])
    expect(told()).toContain(`hopcart_session_${name}{mode="redis"} 0\n`)
  await expect(stores.storeFor('redis').fence('ann')).rejects.toThrow()
  await expect(stores.storeFor('redis').fence('ann')).rejects.toThrow()
  expect(told()).toContain('# TYPE hopcart_session_store_away gauge\nhopcart_session_store_away{mode="redis"} 1\n')
  expect(told()).toContain('hopcart_session_outages_total{mode="redis"} 1\n')
  expect(told()).toContain('hopcart_session_calls_refused_total{mode="redis"} 1\n')
  await stores.close()
  expect(told()).toContain('hopcart_session_store_away{mode="redis"} 0\n')
})
