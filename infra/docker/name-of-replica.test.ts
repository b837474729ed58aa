import { afterEach, expect, test, vi } from 'vitest'
import { ENVIRONMENT } from '../../web/environment'
import { nameOfReplica } from './name-of-replica.cjs'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['10.244.1.7', 'web-263'],
  ['10.244.0.7', 'web-7'],
  ['fd00:10:244::1f', 'web-31'],
])('the pod at %s is %s', async (address, name) => {
  vi.stubEnv('POD_IP', address)
  expect(await nameOfReplica()).toBe(name)
  expect(ENVIRONMENT.shape.REPLICA.safeParse(name).success).toBe(true)
})
