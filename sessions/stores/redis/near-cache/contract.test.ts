import { afterAll, beforeAll, expect, test } from 'vitest'
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
  openPair: (options) => {
    const shown = new Shown()
    const open = () => {
      const store = openRedisStore(`${server.url}?near-cache=on`, options)
      opened.push(store)
      return seenBy(shown, store)
    }
    return [open(), open()]
  },
})

test('the suite was answered from memory, too', () => {
  const hits = opened.reduce((sum, store) => sum + countersOf(store).hits, 0)
  expect(hits).toBeGreaterThan(20)
})
