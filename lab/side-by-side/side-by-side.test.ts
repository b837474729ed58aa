import { describe, expect, it } from 'vitest'
import { MODES } from '@/sessions/modes'
import { fakeClock } from '../stories/testing/fake-clock'
import { fakeLab } from '../stories/testing/fake-lab'
import { FakeStack } from '../stories/testing/fake-stack'
import { pairHash, pairOf } from './pair-hash'
import { runPair } from './run-pair'
import { PAIR_SCRIPTS, type PairScript } from './scripts'

const AVAILABLE = MODES.filter(({ available }) => available).map(({ name }) => name)
const scriptOf = (slug: string) => PAIR_SCRIPTS.find((script) => script.slug === slug) as PairScript

async function compared(slug: string, left: (typeof AVAILABLE)[number], right: (typeof AVAILABLE)[number]) {
  const clock = fakeClock()
  const stack = new FakeStack(clock)
  const half = (mode: typeof left) => ({ lab: fakeLab(stack, mode), mode })
  const run = runPair(scriptOf(slug), half(left), half(right), { clock })
  await run.next({ all: true })
  const { comparison, trouble, rows } = run.state()
  expect(trouble).toBeNull()
  expect(stack.faults.on).toEqual([])
  const row = (label: string) => comparison?.find((each) => each.label === label)
  return { row, rows }
}

describe.each(PAIR_SCRIPTS.map(({ slug }) => slug))('"%s"', (slug) => {
  it.each(AVAILABLE)('tells %s beside redis without an empty word', async (mode) => {
    const { rows } = await compared(slug, mode, 'redis')
    for (const { left, right } of rows)
      for (const told of [left, right])
        expect([told?.text, ...(told?.chips ?? []).map(({ text }) => text)].join(' ')).not.toMatch(/undefined|null|NaN|unmeasured/)
  })
})

it('shows what memory loses and Redis keeps', async () => {
  const { row } = await compared('visit', 'memory', 'redis')
  expect(row('Present, at worst')).toMatchObject({ left: { isAnomaly: true }, right: { text: '6', isAnomaly: false } })
  expect(row('Every replica knows you')?.left).toEqual({ text: 'not promised; 1 of 3 did', isAnomaly: true })
  expect(row('Every replica knows you')?.right).toEqual({ text: 'promised; 3 of 3 did', isAnomaly: false })
  expect(row('A replica may die')).toBeUndefined()
})

it('kills the replica that the left side’s session is in', async () => {
  const { row } = await compared('crash', 'sticky', 'primary-backup')
  expect(row('A replica may die')).toEqual({
    label: 'A replica may die',
    left: { text: 'not promised; not all there', isAnomaly: true },
    right: { text: 'promised; all there', isAnomaly: false },
  })
})

it('counts acknowledged and present of adds at once', async () => {
  const { row } = await compared('traffic', 'redis', 'db')
  expect(row('Acknowledged adds')).toMatchObject({ left: { text: '20' }, right: { text: '20' } })
})

it('keeps both sides in step, and goes on after trouble with what is left', async () => {
  const clock = fakeClock()
  const stack = new FakeStack(clock)
  const half = (mode: 'memory' | 'redis') => ({ lab: fakeLab(stack, mode), mode })
  const run = runPair(scriptOf('visit'), half('memory'), half('redis'), { clock })
  run.subscribe(() => {
    for (const { left, right } of run.state().rows) expect(left === null).toBe(right === null)
  })
  await run.next()
  expect(run.state().rows.filter(({ left }) => left)).toHaveLength(1)
  stack.silent = 1_000
  await run.next({ all: true })
  expect(run.state()).toMatchObject({ phase: 'stuck', trouble: { remedy: 'heal' } })
  stack.silent = 0
  await run.next({ all: true, heal: true })
  expect(run.state().phase).toBe('over')
})

it('undoes its crash when it is left', async () => {
  const clock = fakeClock()
  const stack = new FakeStack(clock)
  const half = (mode: 'memory' | 'redis') => ({ lab: fakeLab(stack, mode), mode })
  const run = runPair(scriptOf('crash'), half('memory'), half('redis'), { clock })
  for (let step = 0; step < 3; step++) await run.next()
  expect(stack.faults.on).toHaveLength(1)
  await run.leave()
  expect(stack.faults.on).toEqual([])
})

it('is linked by a hash', () => {
  expect(pairOf(pairHash('sticky', 'primary-backup'))).toEqual(['sticky', 'primary-backup'])
  expect(pairOf('#side-by-side')).toEqual(['memory', 'redis'])
  expect(pairOf('#side-by-side=redis-x,nonsense')).toEqual(['memory', 'redis'])
  expect(pairOf('#side-by-side=redis-ha,nonsense')).toEqual(['redis-ha', 'redis'])
  expect(pairOf('#story=stranger')).toBeNull()
})
