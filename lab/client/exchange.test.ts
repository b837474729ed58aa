import { describe, expect, test } from 'vitest'
import { timingOf } from './exchange'

describe('timingOf', () => {
  test('what the store was asked, and for how long', () => {
    expect(timingOf('session;dur=1.25;desc="redis read change"')).toEqual({ storeMs: 1.25, calls: ['read', 'change'] })
    expect(timingOf(null)).toEqual({ storeMs: null, calls: [] })
  })
})
