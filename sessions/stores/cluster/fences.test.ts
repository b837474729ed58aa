import { afterEach, expect, test } from 'vitest'
import { Fences } from './fences'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const DAY = 86_400_000
const MANY = 50_000
/** Characters of a frame: 1,000 fences with room to spare, and a twentieth of what the wire lets through. */
const FRAME = 200_000

test('members that were cut off exchange 50,000 fences in frames of bounded size, and then only whether they differ', async () => {
  scene = await Scene.open(2, 'all')
  const { world } = scene
  const [one, other] = [scene.node(0).member.core, scene.node(1).member.core]
  world.cut([0, 1])
  await world.pass(5_000)
  const now = one.options.time()
  for (let user = 0; user < MANY; user++) (user % 2 ? one : other).fences.raise(`a user of some length ${user}`, now + user)
  const frames: number[] = []
  world.onCall = (_, message) => void frames.push(JSON.stringify(message).length)
  world.onAnswer = (answer) => void frames.push(JSON.stringify(answer ?? null).length)
  world.cut([])
  await world.pass(60_000)
  expect([one.fences.size, other.fences.size]).toEqual([MANY, MANY])
  for (const user of [0, 1, MANY - 1]) expect(one.fences.of(`a user of some length ${user}`)).toBe(now + user)
  expect(Math.max(...frames)).toBeLessThan(FRAME)
  frames.length = 0
  await world.pass(60_000)
  expect(Math.max(...frames)).toBeLessThan(20_000)
}, 60_000)

test('50,000 fences are freed when no session is from before them, and do not come back from a member that frees them later', async () => {
  let now = 1_700_000_000_000
  const [one, late] = [new Fences(() => now), new Fences(() => now - 60_000)]
  for (let user = 0; user < MANY; user++) for (const fences of [one, late]) fences.raise(`user ${user}`, now)
  now += 30 * DAY
  one.tidy()
  expect(one.size).toBe(MANY)
  now += DAY
  one.tidy()
  late.tidy()
  expect([one.size, late.size]).toEqual([0, MANY])
  for (const [userId, fence] of late.slice([...late.digests.keys()], 0, MANY)) one.raise(userId, fence)
  expect(one.size).toBe(0)
  expect(one.digests).toEqual(new Fences(() => now).digests)
})

test('a fence is kept for as long as the longest session that was ever here', () => {
  let now = 1_700_000_000_000
  const fences = new Fences(
    () => now,
    () => 100 * DAY,
  )
  fences.raise('user', now)
  now += 100 * DAY
  fences.tidy()
  expect(fences.size).toBe(1)
  now += DAY
  fences.tidy()
  expect(fences.size).toBe(0)
})

test.each(['0', null, 'x', '', '1.5', '1e12'])('nobody signs in with a fence that was never given: %s', (taken) => {
  expect(new Fences(() => 1_700_000_000_000).isCurrent('user', taken)).toBe(false)
})

test('an attempt to sign in from before an end of all sessions is refused at any time, also when the fence has been freed', () => {
  let now = 1_700_000_000_000
  const fences = new Fences(() => now)
  const early = fences.taken('user')
  now += 1_000
  expect(fences.isCurrent('user', early)).toBe(true)
  fences.raise('user', now)
  const moved = fences.taken('user')
  expect(fences.isCurrent('user', moved)).toBe(true)
  for (let hours = 0; hours < 40 * 24; hours++) {
    expect(fences.isCurrent('user', early)).toBe(false)
    expect(fences.isCurrent('user', fences.taken('user'))).toBe(true)
    now += DAY / 24
    fences.tidy()
  }
  expect(fences.size).toBe(0)
  expect(fences.isCurrent('user', moved)).toBe(false)
})
