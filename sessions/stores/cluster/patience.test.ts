import { afterEach, expect, test } from 'vitest'
import type { Answer } from '../../session'
import { tagOf } from '../../token'
import { Placement, partitionOf } from './placement'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('while one owner after the other hangs, a change is answered or refused in time, and its repetition counts once', async () => {
  scene = await Scene.open(5, 'all')
  const { world } = scene
  const token = await scene.guest(0)
  const addition = scene.addition('cart:2')
  const ranked = new Placement(
    world.nodes.map((node) => node?.member.core.id ?? ''),
    'all',
  ).holders(partitionOf(tagOf(token)))
  const [first = 0, second = 0, last = 0] = [ranked[0], ranked[1], ranked[4]].map((id) => Number(id?.slice(1, 2)))
  world.pause(first)
  world.after(1_900, () => world.pause(second))
  const begun = world.now
  await scene.change(last, token, addition).catch((error) => expect(error).toMatchObject({ name: 'StoreUnavailable' }))
  expect(world.now - begun).toBeLessThan(4_000)
  await world.pass(3_000)
  expect((await scene.change(last, token, addition)) as Answer).toMatchObject({ session: { attributes: { 'cart:1': 1, 'cart:2': 1 } } })
})

test('a change that waits for an owner that is found to be lost goes to the next one at once', async () => {
  scene = await Scene.open(3, 'all')
  const { world } = scene
  const token = await scene.guest(0)
  world.pause(0)
  await world.pass(1_000)
  const begun = world.now
  expect(await scene.change(1, token, scene.addition('cart:2'))).not.toBeNull()
  expect(world.now - begun).toBeLessThan(1_800)
})

test('a change whose turn does not come in time is refused, and is not done afterwards', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const turn = scene.node(0).member.core.locks.run(tagOf(token), () => held)
  for (const at of [0, 1]) {
    const begun = scene.world.now
    await expect(scene.change(at, token, scene.addition(`cart:late${at}`))).rejects.toMatchObject({ name: 'StoreUnavailable' })
    expect(scene.world.now - begun).toBeLessThan(4_000)
  }
  // What was sent has its time from when it arrived.
  await scene.world.pass(1_000)
  release()
  await scene.settle(turn)
  await scene.world.pass(1_000)
  expect((await scene.read(0, token))?.attributes).toEqual({ 'cart:1': 1 })
})

test('a read or a list that nobody waits for any more is refused, and nothing is touched by it', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  const { id = '', lastSeenAt } = (await scene.read(0, token)) ?? {}
  await scene.world.pass(120_000)
  const [{ core }, other] = [scene.node(1).member, scene.node(0).member.core]
  const read = (forMs: number) => core.ask(other.id, { kind: 'read', id, mayTouch: true, forMs, origin: { id: core.id, ticket: 1 } }, 1_000)
  expect(await scene.settle(read(-1))).toMatchObject({ failed: { name: 'NobodyAnswers' } })
  await expect(scene.settle(core.ask(other.id, { kind: 'list', userId: 'user', forMs: -1 }, 1_000))).rejects.toThrow()
  expect(other.table.get(id)?.lastSeenAt).toBe(lastSeenAt)
  expect(await scene.settle(read(1_000))).toMatchObject({ done: { session: { id } } })
})
