import { expect, test } from 'vitest'
import type { Condition, ReplicaState } from '@/lab/contract'
import { Steady } from './steady'

const replica = (condition: Condition): ReplicaState => ({ name: 'web-1', addresses: [], condition, status: null })

test('one missed answer is nothing, the second in a row is silence', () => {
  const steady = new Steady()
  const shown: string[] = []
  let before = [replica('up')]
  for (const condition of ['silent', 'up', 'silent', 'silent', 'silent', 'up'] as const) {
    before = steady.of([replica(condition)], before)
    shown.push(before[0]?.condition ?? '')
  }
  expect(shown).toEqual(['up', 'up', 'up', 'silent', 'silent', 'up'])
})

test('who was not up is shown as it is', () => {
  expect(new Steady().of([replica('silent')], [replica('paused')])).toEqual([replica('silent')])
  expect(new Steady().of([replica('silent')], [])).toEqual([replica('silent')])
})
