import { expect, test } from 'vitest'
import type { Call, Life } from './history'
import { judge } from './judge'
import { verdict as verdictOf } from './verdict'

const life = (rest: Partial<Life> = {}): Life => ({
  token: 't',
  lines: [],
  signedInAt: null,
  signingIn: false,
  endedAt: null,
  last: undefined,
  ending: false,
  goneAt: null,
  version: 1,
  staleReads: 0,
  ...rest,
})
const line = (key: string, addedAt: number | null, removedAt?: number | null, durable = false) => ({
  key,
  durable,
  addedAt,
  isShown: true,
  isDoubled: false,
  removal: removedAt === undefined ? null : { acknowledgedAt: removedAt },
})
const verdict = (it: Life, attributes: Record<string, number> | null) => judge({ lives: [it], calls: [] }, [{ life: it, attributes }], 100)

test('what is there as acknowledged is neither lost nor doubled', () => {
  const it = life({ lines: [line('a', 10), line('b', 20, 30), line('c', null), line('d', 40, null)], signedInAt: 15 })
  expect(verdict(it, { a: 1 })).toMatchObject({ acknowledged: 5, lost: 0, doubled: 0, zombies: 0, signedOut: 0, lostBackToMs: null })
  // Nobody answered: both may be.
  expect(verdict(it, { a: 1, c: 1, d: 1 })).toMatchObject({ lost: 0, doubled: 0 })
})

test('an acknowledged add that is absent is lost, and so is a removal that is undone', () => {
  const it = life({ lines: [line('a', 90, undefined, true), line('b', 95), line('c', 10, 60)] })
  expect(verdict(it, { b: 1, c: 1 })).toMatchObject({ lost: 2, durableLost: 1, lostBackToMs: 40 })
  expect(verdict(it, null)).toMatchObject({ lost: 2, durableLost: 1, lostBackToMs: 10 })
})

test('more than one of a line is doubled', () => {
  expect(verdict(life({ lines: [line('a', 10)] }), { a: 2 })).toMatchObject({ lost: 0, doubled: 1 })
  expect(verdict(life({ lines: [line('a', null)] }), { a: 2 })).toMatchObject({ doubled: 1 })
  expect(verdict(life({ lines: [{ ...line('a', 10, 20), isDoubled: true }] }), {}), 'before it was removed').toMatchObject({ doubled: 1 })
})

test('a signed-in session that is gone, and an ended one that is there', () => {
  expect(verdict(life({ signedInAt: 50 }), null)).toMatchObject({ signedOut: 1, durableLost: 1, lost: 1, zombies: 0 })
  expect(verdict(life({ endedAt: 60 }), {})).toMatchObject({ zombies: 1, lost: 0 })
  const ended = (last?: Record<string, number> | null) => life({ endedAt: 60, signedInAt: 20, last, lines: [line('a', 10)] })
  expect(verdict(ended({ a: 1 }), null)).toMatchObject({ zombies: 0, lost: 0, signedOut: 0 })
  expect(verdict(ended({}), null), 'the last state lacks it').toMatchObject({ lost: 1, signedOut: 0 })
  expect(verdict(ended(null), null), 'gone before its end').toMatchObject({ lost: 2, signedOut: 1 })
  expect(verdict(ended(), null), 'an earlier try may have ended it').toMatchObject({ lost: 0, signedOut: 0 })
  const ending = life({ ending: true, lines: [line('a', 10)] })
  expect(verdict(ending, null), 'nobody knows whether it ended').toMatchObject({ lost: 0, acknowledged: 1, unchecked: 1 })
  expect(verdict(life({ signedInAt: 20, goneAt: 60 }), {}), 'told that it was gone').toMatchObject({ lost: 0, signedOut: 1 })
})

test('times: the unluckiest client from refusal to answer, and the last refusal from the fault on', () => {
  const call = (client: number, at: number, ok: boolean): Call => ({ client, at, ms: 10, ok })
  const calls = [call(1, 90, true), call(1, 110, false), call(2, 120, false), call(2, 150, true), call(1, 200, false), call(1, 300, true)]
  expect(judge({ lives: [], calls }, [], 100)).toMatchObject({ refused: 3, unavailableMs: 200, recoveredMs: 110, longestCallMs: 10 })
  expect(judge({ lives: [], calls: [call(1, 90, true)] }, [], 100)).toMatchObject({ unavailableMs: 0, recoveredMs: null })
})

test('a promise is broken from either side', () => {
  const there = life({ lines: [line('a', 90)] })
  const refusal: Call = { client: 1, at: 110, ms: 10, ok: false }
  const clean = judge({ lives: [there], calls: [refusal] }, [{ life: there, attributes: { a: 1 } }], 100)
  expect(verdictOf({ mayLose: 'nothing', lastsMs: 0 }, [clean])).toEqual([])
  const lossy = { ...clean, lost: 3, lostBackToMs: -500, lostUpToMs: 700 }
  expect(verdictOf({ mayLose: 'nothing', lastsMs: 0 }, [clean, lossy])).toEqual(['3 lost'])
  const admitted = { mayLose: 'what had no copy yet', lastsMs: 8_000, mustShow: true } as const
  expect(verdictOf(admitted, [clean, lossy])).toEqual([])
  expect(verdictOf(admitted, [clean, clean])).toEqual(['the weakness did not show'])
  expect(verdictOf(admitted, [{ ...lossy, lostBackToMs: 5_000 }])).toHaveLength(1)
  expect(verdictOf(admitted, [{ ...lossy, lostUpToMs: 13_000 }])).toHaveLength(1)
  expect(verdictOf(admitted, [{ ...lossy, durableLost: 1, zombies: 1, doubled: 1, signedOut: 1 }])).toHaveLength(4)
})

test('a run that tells nothing keeps no promise', () => {
  const [empty, there] = [judge({ lives: [], calls: [] }, [], 100), life({ lines: [line('a', 120)] })]
  const verdictAfter = (lastsMs: number, run: typeof empty) => verdictOf({ mayLose: 'nothing', lastsMs }, [run])
  expect(verdictAfter(1_000, empty)).toEqual(['nothing was acknowledged before the fault', 'nobody noticed the fault'])
  expect(verdictAfter(0, judge({ lives: [there], calls: [] }, [{ life: there, attributes: { a: 1 } }], 100)), 'only after it').toHaveLength(
    1,
  )
  expect(verdictAfter(0, { ...empty, acknowledged: 9, before: 9, unchecked: 5 })).toEqual(['5 could not be checked'])
})
