import { afterEach, expect, test } from 'vitest'
import { EMPTY_PART } from './merge'
import type { Message } from './messages'
import { pack } from './packed'
import { Replicator } from './replicator'
import { Scene } from './testing/scene'

let scene: Scene | undefined
afterEach(() => scene?.stop())

test('a part of an unknown session from a member that has gone harms nothing, whether or not it is waited for', async () => {
  scene = await Scene.open(1, 'all', { ack: 'none' })
  const { core } = scene.node(0).member
  const deltas = [['tag.unknown', null, pack(EMPTY_PART)]] as const
  const message = { kind: 'deltas', from: 'gone', epoch: core.roster.view + 1, owner: 'gone', partition: 0, deltas, origin: null } as const
  expect(await new Replicator(core).take({ ...message, ack: false })).toEqual({ applied: true })
  await expect(new Replicator(core).take({ ...message, ack: true })).rejects.toThrow('not there')
})

test('what a broken connection lost is sent again before it is acknowledged', async () => {
  scene = await Scene.open(2, 'all')
  const token = await scene.guest(0)
  const breaks = [0, 1]
  scene.world.onCall = (to, message) => {
    if ((message as Message | null)?.kind !== 'deltas' || breaks[to] === undefined) return
    delete breaks[to]
    throw new Error('broken')
  }
  expect(await scene.change(0, token, scene.addition('cart:2'))).toMatchObject({ session: { version: 2 } })
  for (const at of [0, 1]) expect(scene.node(at).member.core.table.get((await scene.read(0, token))?.id ?? '')?.operations).toHaveLength(2)
  expect(breaks.flat()).toHaveLength(1)
})
