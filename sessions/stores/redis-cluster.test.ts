import { afterAll, beforeAll } from 'vitest'
import { describeSessionStore } from '../contract'
import { openRedisStore } from './redis'
import { startTestCluster, type TestCluster } from './redis/test-cluster'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startTestCluster()
})
afterAll(() => cluster.remove())

describeSessionStore('redis-cluster', {
  openPair: (options) => [openRedisStore(cluster.url, options), openRedisStore(cluster.url, options)],
})
