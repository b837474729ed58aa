import { describe, expect, test } from 'vitest'
import { InvalidChange, LimitExceeded } from './errors'
import type { AttributeValue, Step } from './session'
import { applySteps, checkChange, checkSteps, fingerprintOf, keyOf, MAX_KEY_LENGTH, MAX_STEPS, MAX_VALUE_LENGTH } from './steps'

const result = (start: Record<string, AttributeValue>, ...steps: Step[]) => {
  const attributes = new Map(Object.entries(start))
  applySteps(attributes, steps)
  return Object.fromEntries(attributes)
}

describe('applySteps', () => {
  test('sets, deletes and counts in order', () => {
    expect(result({ a: 1 }, { set: 'b', value: 'x' }, { add: 'a', by: 2 }, { delete: 'b' }, { add: 'c', by: 1 })).toEqual({ a: 3, c: 1 })
  })

  test('removes a counter at or below 0', () => {
    expect(result({ a: 1, b: 1, c: -5 }, { add: 'a', by: -1 }, { add: 'b', by: -9 }, { add: 'c', by: 2 }, { add: 'd', by: 0 })).toEqual({})
  })

  test('refuses beyond max by default, from what is there', () => {
    for (const over of [{}, { over: 'refuse' as const }]) {
      expect(() => result({ a: 2 }, { add: 'a', by: 2, max: 3, ...over })).toThrow(LimitExceeded)
    }
    expect(() => result({ a: 2 }, { add: 'a', by: 2, max: 3 })).toThrow(expect.objectContaining({ key: 'a', current: 2, max: 3 }))
    expect(result({ a: 2 }, { add: 'a', by: 1, max: 3 })).toEqual({ a: 3 })
  })

  test('clamps to max, down too', () => {
    expect(result({ a: 2, b: 9 }, { add: 'a', by: 9, max: 3, over: 'clamp' }, { add: 'b', by: 1, max: 3, over: 'clamp' })).toEqual({
      a: 3,
      b: 3,
    })
    expect(result({ a: 2 }, { add: 'a', by: 1, max: 0, over: 'clamp' })).toEqual({})
  })

  test('never refuses to count down', () => {
    expect(result({ a: 9 }, { add: 'a', by: -1, max: 3 }, { add: 'a', by: 0, max: 3 })).toEqual({ a: 8 })
  })

  test('counts neither text nor beyond safe integers', () => {
    expect(() => result({ a: '1' }, { add: 'a', by: 1 })).toThrow(InvalidChange)
    expect(() => result({ a: Number.MAX_SAFE_INTEGER }, { add: 'a', by: 1 })).toThrow(InvalidChange)
    expect(() => result({ a: Number.MIN_SAFE_INTEGER }, { add: 'a', by: -1 })).toThrow(InvalidChange)
  })

  test('has no minus zero', () => {
    expect(result({}, { set: 'a', value: -0 })).toEqual({ a: 0 })
  })
})

describe('checkSteps', () => {
  const refused = (...steps: unknown[]) =>
    expect(() => checkSteps(steps as Step[]), JSON.stringify(steps)?.slice(0, 80)).toThrow(InvalidChange)

  test('takes names and values up to their limits', () => {
    checkSteps([
      { set: '🛒'.repeat(MAX_KEY_LENGTH / 2), value: '🛒'.repeat(MAX_VALUE_LENGTH / 2) },
      { set: '__proto__', value: '' },
      { add: 'a', by: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
      { add: 'a', by: 0, max: 0 },
    ])
    checkSteps(Array.from({ length: MAX_STEPS }, (_, i) => ({ delete: `k${i}` })))
  })

  test('refuses what some store could not keep', () => {
    for (const name of ['', 'k'.repeat(MAX_KEY_LENGTH + 1), 'a\u0000', '\ud800', undefined, 7]) {
      refused({ set: name, value: 1 })
      refused({ delete: name })
      refused({ add: name, by: 1 })
      expect(() => checkChange({ id: name as string, steps: [] })).toThrow(InvalidChange)
    }
    for (const value of [
      'x'.repeat(MAX_VALUE_LENGTH + 1),
      '\u0000',
      'a\udc00',
      0.5,
      2 ** 53,
      Number.NaN,
      true,
      null,
      undefined,
      {},
      [1],
      1n,
    ]) {
      const plain = typeof value === 'bigint' ? value.toString() : value
      expect(() => checkSteps([{ set: 'k', value: value as string }]), String(plain)).toThrow(InvalidChange)
    }
    for (const by of [0.5, Number.NaN, 2 ** 53, '1', undefined]) refused({ add: 'k', by })
    for (const max of [-1, 0.5, 2 ** 53, '1', null]) refused({ add: 'k', by: 1, max })
    refused(...Array.from({ length: MAX_STEPS + 1 }, (_, i) => ({ delete: `k${i}` })))
  })
})

test('keyOf finds the attribute of every kind of step', () => {
  expect([{ set: 'a', value: 1 }, { delete: 'b' }, { add: 'c', by: 1 }].map((step) => keyOf(step as Step))).toEqual(['a', 'b', 'c'])
})

describe('fingerprintOf', () => {
  test('tells what was asked, and not its limits', () => {
    const print = fingerprintOf([{ add: 'a', by: 1 }])
    expect(fingerprintOf([{ add: 'a', by: 1, max: 3, over: 'clamp' }])).toBe(print)
    expect(print).toMatch(/^[A-Za-z0-9_-]{22}$/)
  })

  test('differs by kind, key, value, type, order and number of steps', () => {
    const asked: Step[][] = [
      [],
      [{ set: 'a', value: 1 }],
      [{ set: 'a', value: '1' }],
      [{ add: 'a', by: 1 }],
      [{ add: 'a', by: -1 }],
      [{ delete: 'a' }],
      [{ delete: 'b' }],
      [{ delete: 'a' }, { delete: 'b' }],
      [{ delete: 'b' }, { delete: 'a' }],
    ]
    expect(new Set(asked.map(fingerprintOf)).size).toBe(asked.length)
  })
})
