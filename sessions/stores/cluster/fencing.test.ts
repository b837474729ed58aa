import { afterEach, expect, test } from 'vitest'
import { tagOf } from '../../token'
import type { DeltasAnswer, Hello } from './messages'
import { partitionOf } from './placement'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const core = (at: number) => (scene?.node(at) ?? expect.fail()).member.core

/**
 * Three members, and a fourth that has joined while it and the first could not hear of each other; and a session that the first takes
 * for its own, and the others for the fourth's.
 */
async function openApart(): Promise<{ scene: Scene; token: string }> {
  const opened = await Scene.open(4, 'all', { started: 3 })
  scene = opened
  const tokens: string[] = []
  for (let count = 0; count < 30; count++) tokens.push(await scene.guest(0))
  scene.world.onCall = (to, message) => {
    const from = (message as Hello | null)?.kind === 'hello' ? (message as Hello).name : ''
    if ((from === 'm3' && to === 0) || (from === 'm0' && to === 3)) throw new Error('cut off')
  }
  await scene.settle(scene.world.start(3))
  await scene.world.pass(2_000)
  const isContested = (token: string) => core(1).placement.owner(partitionOf(tagOf(token))) === core(3).id
  return { scene: opened, token: tokens.find(isContested) ?? expect.fail() }
}

test('a member with an old view is refused, though it has heard of the new epoch, and finds the owner', async () => {
  const { scene, token } = await openApart()
  const { world } = scene
  expect(core(0).roster.epoch).toBeGreaterThanOrEqual(core(1).roster.epoch)
  world.onAnswer = (answer) => {
    if ((answer as DeltasAnswer | null)?.constructor === Object && 'refused' in (answer as DeltasAnswer)) world.onCall = () => {}
  }
  expect(await scene.change(0, token, scene.addition('cart:2'))).not.toBeNull()
  expect(core(0).counters).toMatchObject({ fenced: 1 })
  for (const at of [0, 1, 2, 3]) expect((await scene.read(at, token))?.attributes).toEqual({ 'cart:1': 1, 'cart:2': 1 })
})

test('two members that never see each other both go on with a third that sees both', async () => {
  const { scene, token } = await openApart()
  const { world } = scene
  expect(await scene.change(0, token, scene.addition('cart:2'))).not.toBeNull()
  expect(await scene.change(3, token, scene.addition('cart:3'))).not.toBeNull()
  expect(core(0).counters.fenced).toBeGreaterThan(0)
  world.onCall = () => {}
  await world.pass(30_000)
  for (const at of [0, 1, 2, 3]) expect((await scene.read(at, token))?.attributes).toEqual({ 'cart:1': 1, 'cart:2': 1, 'cart:3': 1 })
})
