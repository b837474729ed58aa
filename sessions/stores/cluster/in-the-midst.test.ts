import { afterEach, expect, test } from 'vitest'
import type { Message } from './messages'
import { LIFETIME, Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('an owner that was stopped in the midst of a sign-in comes to the one that another member did meanwhile', async () => {
  scene = await Scene.open(2, 'all')
  const { world } = scene
  const token = await scene.guest(0)
  const renewal = {
    userId: 'user',
    fence: await scene.settle(scene.node(0).store.fence('user')),
    steps: [],
    lifetime: LIFETIME,
    grace: 'powerless',
  } as const
  world.onCall = (to, message) => {
    if (to !== 1 || (message as Message | null)?.kind !== 'deltas') return
    world.pause(0)
    world.onCall = () => {}
  }
  const first = scene.node(0).store.renew(token, renewal)
  await world.pass(1_700)
  const second = await scene.renew(1, token)
  world.resume(0)
  expect((await scene.settle(first))?.token).toBe(second?.token)
})

test('a member that begins to hold a session while it is made knows it', async () => {
  scene = await Scene.open(3, 'all', { started: 2 })
  const { world } = scene
  world.pause(1)
  const made = scene.guest(0)
  await world.pass(5)
  await scene.settle(world.start(2))
  const token = await made
  expect(await scene.read(2, token)).not.toBeNull()
})

test('a member that leaves sends on what it is asked', async () => {
  scene = await Scene.open(2, 'all')
  const left = scene.world.leave(0)
  while (scene.node(1).member.core.roster.active.length > 1) await scene.world.pass(1)
  // It knows who leaves, and that one not yet who is left.
  const made = scene.node(1).store.create({ change: scene.addition('cart:1'), lifetime: LIFETIME })
  await scene.world.pass(0)
  const { token } = await made
  expect(await scene.settle(scene.node(0).store.read(token))).not.toBeNull()
  await scene.settle(left)
})
