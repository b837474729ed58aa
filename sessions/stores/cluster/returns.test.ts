import { afterEach, expect, test } from 'vitest'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const knows = (count: number, at: number) => scene?.node(at).member.core.roster.active.length === count

test('a member that was stopped serves nothing that ended meanwhile, though its timers run first', async () => {
  scene = await Scene.open(3, 'all')
  const token = await scene.guest(0)
  scene.world.pause(2)
  await scene.world.pass(5_000)
  expect(await scene.settle(scene.node(0).store.end(token))).not.toBeNull()
  scene.world.resume(2)
  await scene.world.pass(0)
  expect(await scene.read(2, token)).toBeNull()
})

test('members that began without each other know all sessions as soon as they meet', async () => {
  scene = await Scene.open(2, 'all', { started: 1 })
  const token = await scene.guest(0)
  scene.world.cut([0, 1])
  await scene.settle(scene.world.start(1))
  scene.world.cut([])
  for (let steps = 0; steps < 2_000 && !knows(2, 1); steps++) await scene.world.pass(5)
  expect(await scene.read(1, token)).not.toBeNull()
})

test('a member that nobody answers at first looks again before it serves', async () => {
  scene = await Scene.open(2, 'all', { started: 1 })
  const token = await scene.guest(0)
  scene.world.cut([0, 1])
  const joined = scene.world.start(1)
  await scene.world.pass(2_500)
  scene.world.cut([])
  await scene.settle(joined)
  expect(knows(2, 1)).toBe(true)
  expect(await scene.read(1, token)).not.toBeNull()
})

test('closing twice at once hands over as closing once does', async () => {
  scene = await Scene.open(3, 2)
  const tokens: string[] = []
  for (let count = 0; count < 30; count++) tokens.push(await scene.guest(0))
  const { store } = scene.node(0)
  await scene.settle(Promise.all([store.close(), store.close()]))
  scene.world.crash(0)
  scene.world.crash(1)
  await scene.world.pass(5_000)
  for (const token of tokens) expect(await scene.read(2, token)).not.toBeNull()
})
