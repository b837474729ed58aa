import { expect, test } from 'vitest'
import { Pace } from './pace'
import { longest, spotAt, trackOf } from './track'
import { wideLayout } from './wide-layout'

const layout = wideLayout({ replicas: ['web-1', 'web-2'], beside: 'peers' })

test('a trip begins and ends at You, and takes the time that it was given', () => {
  const track = trackOf(
    [
      { from: 'you', to: 'nginx' },
      { from: 'nginx', to: 'web-1' },
      { from: 'web-1', to: 'nginx', isBack: true },
      { from: 'nginx', to: 'you', isBack: true },
    ],
    layout,
    900,
  )
  expect(track.ms).toBe(900)
  expect(spotAt(track, 0)?.point).toEqual(spotAt(track, 900)?.point)
  expect(spotAt(track, 100)?.isBack).toBe(false)
  expect(spotAt(track, 800)?.isBack).toBe(true)
})

test('what falls moves down from where it was, until it has gone', () => {
  const steps = [{ from: 'web-1', to: 'web-2', falls: 'middle' }] as const
  const track = trackOf(steps, layout, 480)
  expect(longest(steps, 480)).toBeGreaterThanOrEqual(track.ms)
  const [before, after] = [spotAt(track, 121), spotAt(track, track.ms)]
  expect(before?.fallen).toBeLessThan(0.1)
  expect(after?.fallen).toBe(1)
  expect(after?.fellFrom?.[0]).toBe(after?.point[0])
  expect(after?.point[1]).toBeGreaterThan((after?.fellFrom?.[1] ?? 0) + 20)
})

test('steps to what is not in the picture are left out', () => {
  expect(trackOf([{ from: 'nginx', to: 'web-9' }], layout, 900)).toEqual({ phases: [], ms: 0 })
  expect(spotAt({ phases: [], ms: 0 }, 10)).toBeNull()
})

test('twenty requests at once all set off within the time to wait, one after the other; of a hundred the rest do not', () => {
  const pace = Pace.ofTrips()
  const waits = Array.from({ length: 100 }, () => pace.take(1_000))
  const taken = waits.filter((wait) => wait !== null)
  expect(taken.length).toBeGreaterThanOrEqual(20)
  expect(taken.length).toBeLessThan(30)
  expect(taken).toEqual(taken.toSorted((a, b) => a - b))
  expect(new Set(taken).size).toBe(taken.length)
  expect(pace.take(60_000)).toBe(0)
})
