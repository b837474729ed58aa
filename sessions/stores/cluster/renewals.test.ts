import { afterEach, expect, test } from 'vitest'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const CART = { 'cart:1': 1 }

test('a sign-in takes over once what is too old to be remembered and too young to be folded', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  await scene.world.pass(601_000)
  const renewed = await scene.renew(0, token)
  expect(renewed?.session.attributes).toEqual(CART)
  expect((await scene.read(1, renewed?.token ?? ''))?.attributes).toEqual(CART)
})

test('a sign-in takes over once what one member has folded and another has not', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  await scene.world.pass(601_000)
  const { member } = scene.node(0)
  await scene.settle(member.housekeeping.tidy())
  const renewed = await scene.renew(0, token)
  for (const at of [0, 1]) expect((await scene.read(at, renewed?.token ?? ''))?.attributes).toEqual(CART)
})

test('a change whose id was used before is known to all that acknowledged it, though only its owner has folded the earlier', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  const change = scene.addition('cart:2')
  await scene.change(0, token, change)
  await scene.world.pass(601_000)
  await scene.settle(scene.node(0).member.housekeeping.tidy())
  await scene.change(0, token, change)
  for (const at of [0, 1]) expect((await scene.read(at, token))?.attributes).toEqual({ ...CART, 'cart:2': 2 })
})
