import { describe, expect, test } from 'vitest'
import { timingOf, wayOf } from './exchange'

describe('wayOf', () => {
  test('one try', () => {
    expect(wayOf('4f1a; 127.0.0.1:3001; 200')).toEqual({ requestId: '4f1a', tries: [{ address: '127.0.0.1:3001', status: 200 }] })
  })
  test('a second try after a refusal, and a new look at the list', () => {
    expect(wayOf('4f1a; 10.0.0.2:3000, 10.0.0.3:3000 : 10.0.0.4:3000; 502, 502 : 200').tries).toEqual([
      { address: '10.0.0.2:3000', status: 502 },
      { address: '10.0.0.3:3000', status: 502 },
      { address: '10.0.0.4:3000', status: 200 },
    ])
  })
  test('no way, or nobody asked', () => {
    expect(wayOf(null)).toEqual({ requestId: null, tries: [] })
    expect(wayOf('4f1a; ; ')).toEqual({ requestId: '4f1a', tries: [] })
  })
})

describe('timingOf', () => {
  test('what the store was asked, and for how long', () => {
    expect(timingOf('session;dur=1.25;desc="redis read change"')).toEqual({ storeMs: 1.25, calls: ['read', 'change'] })
    expect(timingOf(null)).toEqual({ storeMs: null, calls: [] })
  })
})
