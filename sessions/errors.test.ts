import { expect, test, vi } from 'vitest'
import { LimitExceeded, SessionError, StoreUnavailable } from './errors'

test('errors are known by kind, also to a second copy of this file in the same process', async () => {
  vi.resetModules()
  const copy = await import('./errors')
  expect(copy.StoreUnavailable).not.toBe(StoreUnavailable)
  const error = new copy.StoreUnavailable('redis', 'read')
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(error).toBeInstanceOf(SessionError)
  expect(error).not.toBeInstanceOf(LimitExceeded)
  expect(new StoreUnavailable('redis', 'read')).toBeInstanceOf(copy.SessionError)
  for (const other of [new Error('x'), { kind: 'StoreUnavailable' }, Object.create(null), null, undefined, 'StoreUnavailable'])
    expect(other).not.toBeInstanceOf(SessionError)
})
