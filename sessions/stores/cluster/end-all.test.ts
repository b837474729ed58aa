import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { partitionOf } from './placement'
import { LIFETIME, Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('of two ends of all sessions on two sides of a partition the later one ends what began after the earlier', async () => {
  scene = await Scene.open(2, 'all')
  scene.world.cut([0, 1])
  await scene.world.pass(5_000)
  const [{ store: one }, { store: other }] = [scene.node(0), scene.node(1)]
  await scene.settle(one.endAll('user'))
  const fence = await scene.settle(one.fence('user'))
  const draft = { change: scene.addition('cart:1'), lifetime: LIFETIME, userId: 'user', fence }
  const { token } = await scene.settle(one.create(draft))
  await scene.world.pass(1_000)
  await scene.settle(other.endAll('user'))
  scene.world.cut([])
  await scene.world.pass(30_000)
  for (const at of [0, 1]) expect(await scene.read(at, token)).toBeNull()
})

test('an end of all sessions that is sent again, since its answer was lost, ends nothing twice', async () => {
  scene = await Scene.open(2, 'all')
  const { world } = scene
  const asking = world.nodes.findIndex((node) => !node?.member.core.isOwner(partitionOf('user')))
  const { store } = scene.node(asking)
  const draft = () => ({ change: { id: randomUUID(), steps: [] }, lifetime: LIFETIME, userId: 'user' })
  await scene.settle(store.create({ ...draft(), fence: await scene.settle(store.fence('user')) }))
  let later: Promise<{ token: string }> | undefined
  world.onAnswer = (answer) => {
    if (later || (answer as { done?: unknown } | null)?.done !== 1) return
    later = store.fence('user').then((fence) => store.create({ ...draft(), fence }))
    throw new Error('lost')
  }
  expect(await scene.settle(store.endAll('user'))).toBe(1)
  expect(await scene.read(asking, (await later)?.token ?? '')).not.toBeNull()
})

test('an end of all sessions that is sent again to another owner, since the first was lost, ends nothing twice', async () => {
  scene = await Scene.open(3, 'all')
  const { world } = scene
  const owner = world.nodes.findIndex((node) => node?.member.core.isOwner(partitionOf('user')))
  const { store } = scene.node((owner + 1) % 3)
  const draft = () => ({ change: { id: randomUUID(), steps: [] }, lifetime: LIFETIME, userId: 'user' })
  await scene.settle(store.create({ ...draft(), fence: await scene.settle(store.fence('user')) }))
  let later: Promise<{ token: string }> | undefined
  const signIn = async () => {
    const made = await store.create({ ...draft(), fence: await store.fence('user') })
    world.crash(owner)
    return made
  }
  world.onAnswer = (answer) => {
    if ((answer as { done?: unknown } | null)?.done !== 1) return
    later ??= signIn()
    if (world.nodes[owner]) throw new Error('lost')
  }
  expect(await scene.settle(store.endAll('user'))).toBe(1)
  expect(world.nodes[owner]).toBeNull()
  const { token } = await scene.settle(later ?? expect.fail('Nobody has signed in meanwhile.'))
  expect(await scene.read((owner + 1) % 3, token)).not.toBeNull()
})
