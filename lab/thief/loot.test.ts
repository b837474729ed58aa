import { hkdfSync } from 'node:crypto'
import { EncryptJWT } from 'jose'
import { beforeEach, expect, test, vi } from 'vitest'
import { openLoot, sealLoot } from './loot'

const token = `tagtagta.${'s'.repeat(43)}`
beforeEach(() => {
  vi.stubEnv('NEXTAUTH_SECRET', 'a secret of thirty-two characters')
})

test('it opens for the cookie that it was, and shows nobody the token', async () => {
  const loot = await sealLoot(token, 'redis-sid')
  expect(await openLoot(loot, 'redis-sid')).toBe(token)
  const seen =
    loot +
    Buffer.from(loot, 'base64url').toString('latin1') +
    loot
      .split('.')
      .map((part) => Buffer.from(part, 'base64url'))
      .join()
  for (const part of [token, 's'.repeat(8), 'redis']) expect(seen).not.toContain(part)
  expect(await sealLoot(token, 'redis-sid')).not.toBe(loot)
})

test('a sealed session of 4 KB fits', async () => {
  const large = 'x'.repeat(4_096)
  const loot = await sealLoot(large, '__Host-2-stateless-sid')
  expect(loot.length).toBeLessThan(8_192)
  expect(await openLoot(loot, '__Host-2-stateless-sid')).toBe(large)
})

test.each(['2-redis-sid', 'stateless-sid', '__Host-redis-sid'])('it does not open for %s', async (other) => {
  expect(await openLoot(await sealLoot(token, 'redis-sid'), other)).toBeNull()
})

test('nor after ten minutes, altered, or with another secret', async () => {
  const loot = await sealLoot(token, 'redis-sid')
  const flipped = loot.replace(/.(.{30})$/, (end, rest) => (end.startsWith('A') ? 'B' : 'A') + rest)
  for (const wrong of [flipped, loot.slice(0, -3), '', 'x', token]) expect(await openLoot(wrong, 'redis-sid'), wrong).toBeNull()
  vi.useFakeTimers({ now: Date.now() + 9 * 60_000, toFake: ['Date'] })
  expect(await openLoot(loot, 'redis-sid')).toBe(token)
  vi.setSystemTime(Date.now() + 2 * 60_000)
  expect(await openLoot(loot, 'redis-sid')).toBeNull()
  vi.useRealTimers()
  vi.stubEnv('NEXTAUTH_SECRET', 'another secret of thirty-two chars')
  expect(await openLoot(loot, 'redis-sid')).toBeNull()
})

test('what was sealed without an end is none', async () => {
  const key = new Uint8Array(hkdfSync('sha256', process.env.NEXTAUTH_SECRET ?? '', '', 'hopcart lab loot', 32))
  const sealed = () => new EncryptJWT({ token }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).setAudience('redis-sid')
  expect(await openLoot(await sealed().encrypt(key), 'redis-sid')).toBeNull()
  expect(await openLoot(await sealed().setExpirationTime('1 minute').encrypt(key), 'redis-sid')).toBe(token)
})
