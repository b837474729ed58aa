import { afterEach, expect, test } from 'vitest'
import type { SessionRecord } from './record'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('a round over many sessions gives way to others again and again', async () => {
  scene = await Scene.open(1, 'all')
  const { core, housekeeping } = scene.node(0).member
  const id = (await scene.read(0, await scene.guest(0)))?.id ?? ''
  for (let count = 0; count < 5_000; count++) core.table.put(`tag${count}.${id}`, core.table.get(id) as SessionRecord)
  const looks: number[] = []
  const { get } = core.table
  let looked = 0
  core.table.get = (each) => {
    looked++
    return get.call(core.table, each)
  }
  const tidied = housekeeping.tidy().then(() => 'done')
  while ((await Promise.race([tidied, Promise.resolve('under way')])) !== 'done') {
    await scene.world.pass(1)
    looks.push(looked)
    looked = 0
  }
  expect(looks.reduce((sum, each) => sum + each)).toBeGreaterThan(5_000)
  expect(Math.max(...looks)).toBeLessThan(1_000)
})

test('nothing is kept of members that have been started anew', async () => {
  scene = await Scene.open(2, 'all')
  const { agreement } = scene.node(0).member.housekeeping.synchronizer
  for (let starts = 0; starts < 3; starts++) {
    await scene.world.pass(15_000)
    expect(agreement.size).toBe(1)
    scene.world.crash(1)
    await scene.settle(scene.world.start(1))
  }
})

test('what is folded is not looked at again', async () => {
  scene = await Scene.open(1, 'all')
  const { core, housekeeping } = scene.node(0).member
  await scene.guest(0)
  const unsettled = () => Array.from({ length: 256 }, (_, partition) => core.table.unsettled(partition)).flat()
  expect(unsettled()).toHaveLength(1)
  await scene.world.pass(601_000)
  await scene.settle(housekeeping.tidy())
  expect(unsettled()).toHaveLength(0)
})
