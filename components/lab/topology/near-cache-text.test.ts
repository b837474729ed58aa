import { expect, test } from 'vitest'
import { exampleReplica, exampleView } from './examples'
import { nearCacheText } from './near-cache-text'

const replica = (name: string, hits: number, misses: number, isOn = true) => {
  const near = exampleReplica(name)
  const status = near.status && { ...near.status, nearCache: { redis: { hits, misses, entries: hits, lagMs: 0.42, isOn } } }
  return { ...near, status }
}

test('a near-cache tells its hit rate, what it keeps and how soon it hears of changes; who hears of none asks each time', () => {
  const text = (replicas: ReturnType<typeof replica>[]) => nearCacheText(exampleView({ mode: 'redis' }, { replicas }))
  expect(text([replica('web-1', 8, 1), replica('web-2', 1, 2)])).toBe(
    'Near-cache: 75\u00a0% of 12 reads from the replicas’ own memory; sessions kept: 8 in A and 1 in B now, told of a change after 0.4\u00a0ms.',
  )
  expect(text([replica('web-1', 0, 0, false)])).toMatch(
    /no read from memory yet.* A hears of no changes now, and asks the store each time\.$/,
  )
  expect(nearCacheText(exampleView({ mode: 'redis' }))).toBeNull()
})
