import { afterEach, expect, test } from 'vitest'
import { idOf } from '../../token'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('a sign-out whose answer is lost between members still answers the last state, once', async () => {
  scene = await Scene.open(3, 'all')
  const { world } = scene
  const token = await scene.guest(0)
  world.onAnswer = (answer) => {
    if ((answer as { done?: { id?: string } } | null)?.done?.id !== idOf(token)) return
    world.onAnswer = () => {}
    throw new Error('broken')
  }
  const ends = [1, 2].map((at) => scene?.node(at).store.end(token))
  const [one, other] = await scene.settle(Promise.all(ends))
  expect([one, other].filter((session) => session !== null)).toHaveLength(1)
  expect((one ?? other)?.attributes).toEqual({ 'cart:1': 1 })
  expect(await scene.settle(scene.node(1).store.end(token))).toBeNull()
})
