import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { describeSessionStore } from '../../../contract'
import type { SessionStore } from '../../../session'
import { openRedisStore } from '../../redis'
import { startTestServer, type TestServer } from '../test-server'
import { countersOf, Shown, seenBy } from './test-kit'

let server: TestServer
const opened: SessionStore[] = []
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.remove())

describeSessionStore('redis with a near-cache', {
  async openPair(options) {
    const shown = new Shown()
    const open = async () => {
      const store = openRedisStore(`${server.url}?near-cache=on`, options)
      opened.push(store)
      await store.ready()
      await vi.waitFor(() => expect(countersOf(store).tracked).toBe(1), 10_000)
      return seenBy(shown, store)
    }
    return [await open(), await open()]
  },
})

test('the suite was answered from memory, too', () => {
  const hits = opened.reduce((sum, store) => sum + countersOf(store).hits, 0)
  expect(hits).toBeGreaterThan(0)
})
