import { afterEach, expect, test } from 'vitest'
import { idOf } from '../../token'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('with two copies, one member decides, one has a copy and one knows where; nobody asks another one for it', async () => {
  scene = await Scene.open(3, 2)
  const { world } = scene
  const token = await scene.guest(0)
  let calls = 0
  world.onCall = () => {
    calls += 1
  }
  const id = idOf(token)
  const looks = [0, 1, 2].map((index) => scene?.node(index).store.local.look(id))
  expect(calls).toBe(0)
  expect(looks.map((look) => look?.role).sort()).toEqual(['backup', 'primary', 'proxy'])
  for (const look of looks) expect(look?.session?.attributes).toEqual(look?.role === 'proxy' ? undefined : { 'cart:1': 1 })
  const holders = looks.map((look) => ({ primary: look?.role === 'primary' ? 1 : 0, backup: look?.role === 'backup' ? 1 : 0 }))
  expect([0, 1, 2].map((index) => scene?.node(index).store.local.held())).toEqual(holders)
})

test('a copy that lags is told as it is, and what a sign-in made of a session by its former id', async () => {
  scene = await Scene.open(2, 'all')
  const { world } = scene
  const token = await scene.guest(0)
  const id = idOf(token)
  world.cut([0, 1])
  await world.pass(10_000) // until each side goes on alone
  await scene.change(0, token, scene.addition('cart:2'))
  const [one, other] = [0, 1].map((index) => scene?.node(index).store.local.look(id))
  expect([one?.session?.version, other?.session?.version]).toEqual([2, 1])
  expect([one?.role, other?.role], 'each takes itself for the one that decides').toEqual(['primary', 'primary'])
  world.cut([])
  await world.pass(10_000)
  expect(scene.node(1).store.local.look(id).session?.version).toBe(2)

  const renewed = await scene.renew(1, token)
  for (const index of [0, 1]) {
    expect(scene.node(index).store.local.look(id).session).toEqual(renewed?.session)
    expect(scene.node(index).store.local.look(String(renewed?.session.id)).session).toEqual(renewed?.session)
  }
  const sums = [0, 1].map((index) => Object.values(scene?.node(index).store.local.held() ?? {}).reduce((a, b) => a + b))
  expect(sums, 'the former one is over').toEqual([1, 1])
})
