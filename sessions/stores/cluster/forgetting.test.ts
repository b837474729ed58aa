import { afterEach, expect, test } from 'vitest'
import { PARTITIONS } from './placement'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const LONG = 15 * 60_000

test('a member that never comes back, though its address is listed, keeps nothing from being folded', async () => {
  scene = await Scene.open(3, 'all')
  scene.world.crash(2)
  await scene.world.pass(5_000)
  const { core } = scene.node(0).member
  expect(core.roster.lost).toHaveLength(1)
  const token = await scene.guest(0)
  await scene.world.pass(LONG)
  expect(core.roster.lost).toHaveLength(0)
  expect(Array.from({ length: PARTITIONS }, (_, partition) => core.table.unsettled(partition)).flat()).toHaveLength(0)
  expect((await scene.read(1, token))?.attributes).toEqual({ 'cart:1': 1 })
})

test('members that have forgotten each other agree when they meet again, and what had ended stays so', async () => {
  scene = await Scene.open(3, 'all')
  const [ended, shared] = [await scene.guest(0), await scene.guest(0)]
  scene.world.cut([0, 0, 1])
  await scene.world.pass(5_000)
  const tokens = [await scene.guest(0), await scene.guest(2)]
  expect(await scene.settle(scene.node(0).store.end(ended))).not.toBeNull()
  await scene.change(2, ended, scene.addition('cart:2'))
  await scene.change(0, shared, scene.addition('cart:3'))
  await scene.change(2, shared, scene.addition('cart:4'))
  await scene.world.pass(LONG)
  scene.world.cut([])
  await scene.world.pass(30_000)
  expect(scene.world.isAgreed()).toBe(true)
  for (const at of [0, 1, 2]) {
    expect(await scene.read(at, ended)).toBeNull()
    for (const token of tokens) expect((await scene.read(at, token))?.attributes).toEqual({ 'cart:1': 1 })
    expect((await scene.read(at, shared))?.attributes).toEqual((await scene.read(0, shared))?.attributes)
  }
})
