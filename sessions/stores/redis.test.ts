import { afterAll, beforeAll } from 'vitest'
import { describeSessionStore } from '../contract'
import { openRedisStore } from './redis'
import { startTestServer, type TestServer } from './redis/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())

describeSessionStore('redis', { openPair: (options) => [openRedisStore(server.url, options), openRedisStore(server.url, options)] })
