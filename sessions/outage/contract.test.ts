import { afterAll, beforeAll } from 'vitest'
import { describeSessionStore } from '../contract'
import { openRedisStore } from '../stores/redis'
import { startTestServer, type TestServer } from '../stores/redis/test-server'
import { guardedStore } from './guarded-store'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())

describeSessionStore('redis, guarded', {
  openPair: (options) => [guardedStore(openRedisStore(server.url, options)), guardedStore(openRedisStore(server.url, options))],
})
