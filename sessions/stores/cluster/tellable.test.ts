import { afterEach, expect, test } from 'vitest'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('who signed in at a member that is out of reach is not told to be signed out, and an old cookie does not fail', async () => {
  scene = await Scene.open(3, 'all')
  const token = await scene.guest(0)
  scene.world.cut([0, 0, 1])
  await scene.world.pass(5_000)
  const renewed = (await scene.renew(2, token))?.token ?? ''
  await expect(scene.read(0, renewed)).rejects.toMatchObject({ name: 'StoreUnavailable' })
  await expect(scene.renew(0, renewed)).rejects.toMatchObject({ name: 'StoreUnavailable' })
  expect(await scene.read(0, scene.world.random.token())).toBeNull()
  scene.world.cut([])
  await scene.world.pass(10_000)
  expect((await scene.read(0, renewed))?.attributes).toEqual({ 'cart:1': 1 })
})

test('a token that was renewed where this member was taken for lost, without noticing, is asked for', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  scene.world.onCall = (to) => {
    if (to === 1) throw new Error('cut off')
  }
  const renewed = (await scene.renew(0, token)) ?? expect.fail()
  expect(scene.node(1).member.core.roster.lost).toEqual([])
  expect(await scene.read(1, renewed.token)).toMatchObject({ userId: 'user', attributes: { 'cart:1': 1 } })
})
