import { afterEach, describe, expect, test, vi } from 'vitest'
import { describeSessionStore } from '../contract'
import { ALIAS_MS } from '../session'
import { openMemoryStore } from './memory'
import { Tables } from './memory-tables'

describeSessionStore('memory', {
  openPair: (options) => {
    const store = openMemoryStore(options)
    return [store, store]
  },
})

describe('the memory store frees its memory', () => {
  afterEach(() => void vi.useRealTimers())

  const lifetime = { idleMs: 10 * ALIAS_MS, absoluteMs: 10 * ALIAS_MS }
  const change = { id: 'c1', steps: [] }

  test('of expired sessions and aliases, by a timer', async () => {
    vi.useFakeTimers()
    const tables = new Tables()
    const store = openMemoryStore({ tables, sweepMs: 1000 })
    const { token } = await store.create({ change, lifetime })
    await store.renew(token, { userId: 'u', fence: await store.fence('u'), steps: [], lifetime, grace: 'powerless' })
    expect(tables.size).toBe(3)
    vi.advanceTimersByTime(ALIAS_MS + 1000)
    expect(tables.size).toBe(2)
    vi.advanceTimersByTime(lifetime.idleMs)
    expect(tables.size).toBe(0)
    await store.close()
  })

  test('of ended sessions at once, and of all at the end', async () => {
    const tables = new Tables()
    const store = openMemoryStore({ tables })
    const bound = { change, lifetime, userId: 'u', fence: await store.fence('u') }
    const { token } = await store.create(bound)
    await store.end(token)
    expect(tables.size).toBe(0)
    await store.create(bound)
    await store.close()
    expect(tables.size).toBe(0)
  })

  test('and its timer keeps no process alive', async () => {
    const started = vi.spyOn(globalThis, 'setInterval')
    const store = openMemoryStore()
    await store.create({ change, lifetime })
    const timer = started.mock.results[0]?.value as NodeJS.Timeout
    expect(timer.hasRef()).toBe(false)
    await store.close()
    started.mockRestore()
  })
})
