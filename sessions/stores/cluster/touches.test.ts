import { afterEach, expect, test } from 'vitest'
import { LIFETIME, Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const MINUTE = 60_000

test.each([0, 1])(
  'what was read on one side of a partition only lives on the other side when that is over (read at member %i)',
  async (at) => {
    scene = await Scene.open(2, 'all')
    const { world } = scene
    const token = await scene.guest(0)
    const madeAt = world.now
    world.cut([0, 1])
    await world.pass(50 * MINUTE)
    expect(await scene.read(at, token)).not.toBeNull()
    world.cut([])
    await world.pass(madeAt + LIFETIME.idleMs + 1_000 - world.now)
    expect(await scene.read(1 - at, token)).not.toBeNull()
    expect(await scene.change(at, token, scene.addition('cart:2'))).not.toBeNull()
  },
)

test('a touch that the other member has missed is told to it later', async () => {
  scene = await Scene.open(2, 'all')
  const { world } = scene
  const token = await scene.guest(0)
  const madeAt = world.now
  await world.pass(50 * MINUTE)
  world.onCall = (_, message) => {
    if ((message as { kind?: string } | null)?.kind === 'deltas') throw new Error('lost')
  }
  expect(await scene.read(0, token)).not.toBeNull()
  world.onCall = () => {}
  await world.pass(madeAt + LIFETIME.idleMs + 1_000 - world.now)
  expect(await scene.read(1, token)).not.toBeNull()
})
