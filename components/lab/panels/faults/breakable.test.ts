import { expect, test } from 'vitest'
import type { Fault } from '@/lab/contract'
import { MODES } from '@/sessions/modes'
import { choiceText, faultText, listedFaults, pairsOf, reasonsAgainst } from './breakable'

test('each mode says what it has not', () => {
  const able = MODES.map(({ name }) => {
    const { links, store } = reasonsAgainst(name)
    return [name, links === null, store === null]
  })
  expect(able).toEqual([
    ['memory', false, false],
    ['sticky', false, false],
    ['sticky-ip', false, false],
    ['replicated', true, false],
    ['primary-backup', true, false],
    ['db', false, true],
    ['redis', false, true],
    ['redis-ha', false, true],
    ['redis-cluster', false, true],
    ['stateless', false, false],
  ])
  expect(reasonsAgainst('stateless').store).toContain('cookie')
})

test('pairs of replicas', () => {
  expect(pairsOf([{ name: 'a' }, { name: 'b' }, { name: 'c' }])).toEqual([
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
  ])
})

test('faults in words', () => {
  expect(faultText({ kind: 'crash', replica: 'web-2' })).toBe('Replica B crashed')
  expect(faultText({ kind: 'cut', between: ['web-1', 'web-3'] })).toBe('Link A – C cut')
  expect(faultText({ kind: 'slow-store', store: 'redis', ms: 200 })).toBe('Redis slowed by 200 ms')
  expect(choiceText({ name: 'web-3', condition: 'down' })).toBe('C (down)')
})

test('those that are on come first, then the last that were', () => {
  const fault = (id: string, began: number, undone: number | null): Fault => ({
    kind: 'pause',
    replica: 'web-1',
    id,
    began,
    ends: began + 60_000,
    undone,
    healedMs: null,
  })
  const all = [fault('old', 1, 5), fault('on-2', 4, null), fault('recent', 2, 9), fault('on-1', 3, null)]
  expect(listedFaults(all, 1).map(({ id }) => id)).toEqual(['on-1', 'on-2', 'recent'])
})
