import { expect, test, vi } from 'vitest'
import type { ModeName } from './modes'
import type { ClusterStore } from './stores/cluster/open-cluster-store'
import { untilJoined } from './until-joined'

const never = new Promise<void>(() => {})
const clustersOf = (...joined: [ModeName, Promise<void>][]) => ({
  clusters: new Map(joined.map(([mode, promise]) => [mode, { joined: promise } as ClusterStore])),
})

test('waits for every cluster of the replica', async () => {
  let join = () => {}
  const late = new Promise<void>((resolve) => {
    join = resolve
  })
  const done = vi.fn()
  const waiting = untilJoined(clustersOf(['replicated', Promise.resolve()], ['primary-backup', late]), 60_000).then(done)
  await Promise.resolve()
  expect(done).not.toHaveBeenCalled()
  join()
  await waiting
  expect(done).toHaveBeenCalledWith([])
})

test('names those that do not catch up in time', async () => {
  expect(await untilJoined(clustersOf(['replicated', Promise.resolve()], ['primary-backup', never]), 1)).toEqual(['primary-backup'])
})

test('one that cannot take part is told at once', async () => {
  const refused = Promise.reject(new Error('7600 is taken'))
  await expect(untilJoined(clustersOf(['replicated', never], ['primary-backup', refused]), 60_000)).rejects.toThrow('7600 is taken')
})

test('without a cluster there is nothing to wait for', async () => {
  const set = vi.spyOn(globalThis, 'clearTimeout')
  expect(await untilJoined(clustersOf(), 60_000)).toEqual([])
  expect(set).toHaveBeenCalled()
})
