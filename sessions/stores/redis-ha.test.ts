import { afterAll, beforeAll } from 'vitest'
import { describeSessionStore } from '../contract'
import { openRedisStore } from './redis'
import { startTestSentinel, type TestSentinel } from './redis/test-sentinel'

let servers: TestSentinel
beforeAll(async () => {
  servers = await startTestSentinel()
})
afterAll(() => servers.remove())

describeSessionStore('redis-ha', { openPair: (options) => [openRedisStore(servers.url, options), openRedisStore(servers.url, options)] })
