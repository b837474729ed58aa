import { afterEach, expect, test } from 'vitest'
import type { SessionRecord } from './record'
import { Scene } from './testing/scene'
import { encode } from './wire/encode'

let scene: Scene | undefined
afterEach(() => scene?.stop())

const SESSIONS = 5_000
const LARGE = 100

test('a joiner learns more than fits into a frame before it serves, both many and large sessions', { timeout: 60_000 }, async () => {
  scene = await Scene.open(2, 'all', { started: 1 })
  const { core } = scene.node(0).member
  const id = (await scene.read(0, await scene.guest(0)))?.id ?? ''
  const small = core.table.get(id) as SessionRecord
  for (let count = 0; count < SESSIONS; count++) core.table.put(`tag${count}.${id}`, small)
  const attributes = [['text', 'x'.repeat(16_000)]] as const
  const large = { ...small, beginning: small.beginning && { ...small.beginning, attributes } }
  for (let count = 0; count < LARGE; count++) core.table.put(`one.${count}`, large)
  // Less than all ids with their digests, and than the large ones, which are in one partition.
  const limit = 300 * 1024
  const refuseLong = (message: unknown) => {
    if (encode(message).length > limit) throw new RangeError('too long')
  }
  scene.world.onAnswer = refuseLong
  scene.world.onCall = (_, message) => refuseLong(message)
  await scene.settle(scene.world.start(1))
  const { table } = scene.node(1).member.core
  for (let count = 0; count < SESSIONS; count++) expect(table.packed(`tag${count}.${id}`)).not.toBeNull()
  for (let count = 0; count < LARGE; count++) expect(table.packed(`one.${count}`)).not.toBeNull()
})
