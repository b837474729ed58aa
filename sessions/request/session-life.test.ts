import { expect, test } from 'vitest'
import type { Session } from '../index'
import { lifeOf } from './session-life'
import { REMEMBER } from './token-age'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const BEGAN = 1_700_000_000_000

const session = (part: Partial<Session>): Session => ({
  id: 'tag.hash',
  userId: 'somebody',
  createdAt: BEGAN,
  lastSeenAt: BEGAN,
  expiresAt: BEGAN + 30 * MINUTE,
  attributes: {},
  version: 1,
  ...part,
})

test('a session that slides: what is left, and a warning two minutes before the end', () => {
  expect(lifeOf(session({}), BEGAN + 10 * MINUTE)).toEqual({ endsInMs: 20 * MINUTE, canStay: true, warnMs: 2 * MINUTE })
})

test('at its absolute end no request helps', () => {
  const last = session({ expiresAt: BEGAN + 12 * 60 * MINUTE })
  expect(lifeOf(last, BEGAN)).toMatchObject({ canStay: false })
  expect(lifeOf({ ...last, attributes: { [REMEMBER]: 1 } }, BEGAN)).toMatchObject({ canStay: true })
  expect(lifeOf(session({ expiresAt: BEGAN + 30 * DAY, attributes: { [REMEMBER]: 1 } }), BEGAN)).toMatchObject({ canStay: false })
})

test('a past end is 0, and guests have none to be warned of', () => {
  expect(lifeOf(session({}), BEGAN + DAY)?.endsInMs).toBe(0)
  expect(lifeOf(session({ userId: null }))).toBeNull()
  expect(lifeOf(null)).toBeNull()
})
