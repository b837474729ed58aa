import { expect, test } from 'vitest'
import { LIFETIMES } from '../index'
import { sessionSettings } from './settings'

test('the defaults are those of the session layer, and the number of sessions is unlimited', () => {
  const { signedIn, keptSignedIn: kept } = LIFETIMES
  expect(sessionSettings({})).toEqual({ signedIn, kept, renewMs: 24 * 3_600_000, maxSessions: undefined })
  expect(sessionSettings({ SESSION_IDLE_SECONDS: '', MAX_SESSIONS: '' })).toEqual(sessionSettings({}))
})

test('each has its variable, in seconds', () => {
  const env = {
    SESSION_IDLE_SECONDS: '1',
    SESSION_ABSOLUTE_SECONDS: '2',
    KEPT_SESSION_IDLE_SECONDS: '3',
    KEPT_SESSION_ABSOLUTE_SECONDS: '4',
    KEPT_SESSION_RENEW_SECONDS: '5',
    MAX_SESSIONS: '6',
  }
  expect(sessionSettings(env)).toEqual({
    signedIn: { idleMs: 1000, absoluteMs: 2000 },
    kept: { idleMs: 3000, absoluteMs: 4000 },
    renewMs: 5000,
    maxSessions: 6,
  })
})
