import { expect, test } from 'vitest'
import { namesOf } from './names'

test('without Postgres nobody has a name, and nobody waits for it', async () => {
  process.env.DATABASE_URL = 'postgres://nobody:none@127.0.0.1:9/none'
  expect(await namesOf(['someone'])).toEqual(new Map([['someone', null]]))
})
