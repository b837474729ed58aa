import { expect, test, vi } from 'vitest'
import { makeUser, onTestDatabase } from '@/shop/testing'
import { namesOf } from './names'

test('names of users by their ids; nobody has none', async () => {
  onTestDatabase()
  const user = await makeUser()
  const nobody = '00000000-0000-0000-0000-000000000000'
  const names = new Map([
    [user.id, 'Tester'],
    [nobody, null],
  ])
  await vi.waitFor(async () => expect(await namesOf([user.id, nobody, user.id])).toEqual(names), 10_000)
})
