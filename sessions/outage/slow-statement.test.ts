import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createMigratedDatabase } from '../../prisma/testing'
import { openPostgresStore } from '../stores/postgres'
import { ownDatabase } from '../stores/postgres/testing'
import { newToken } from '../token'
import { guardedStore } from './guarded-store'
import { refusal } from './testing'

const database = ownDatabase(createMigratedDatabase)

test('a slow statement is no outage: neither alone, nor on all connections at once, nor one that takes longer than it may', async () => {
  await database.ask('ALTER TABLE session_fence RENAME TO quick_fence')
  // Longer than Postgres may keep silent, and than a statement may take.
  const slow = [1.3, 4].map((seconds, i) => `UNION ALL SELECT 'slow-${i}', 7 FROM pg_sleep(${seconds})`)
  await database.ask(`CREATE VIEW session_fence AS SELECT user_id, fence FROM quick_fence ${slow.join(' ')}`)
  const [lone, busy, stuck] = [1, 2, 1].map((max) => guardedStore(database.open({ max })))
  const calls = [lone, busy, busy].map((store) => store?.fence('slow-0'))
  const { error } = await refusal(stuck?.fence('slow-1') ?? Promise.resolve())
  expect(error).toMatchObject({ isPlaceAway: false, cause: { code: '57014' } })
  expect(await Promise.all(calls)).toEqual(['7', '7', '7'])
  for (const store of [lone, busy, stuck]) {
    expect(store?.outage?.()).toEqual({ isAway: false, forMs: null, opened: 0, rejected: 0, probes: 0 })
    expect(await store?.read(newToken())).toBeNull()
  }
})

test('a door that opens to nobody is an outage: what stands in front of Postgres shakes hands, and no question is answered', async () => {
  const sockets = new Set<Socket>()
  // AuthenticationOk and ReadyForQuery (postgresql.org/docs/current/protocol-message-formats.html), and then nothing more.
  const welcome = Buffer.from([...Buffer.from('R'), 0, 0, 0, 8, 0, 0, 0, 0, ...Buffer.from('Z'), 0, 0, 0, 5, ...Buffer.from('I')])
  const door = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    socket.once('data', () => socket.write(welcome))
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  const store = guardedStore(openPostgresStore(`postgres://u@127.0.0.1:${(door.address() as AddressInfo).port}/d`))
  try {
    expect((await refusal(store.fence('u'))).error).toMatchObject({
      isPlaceAway: true,
      cause: { message: expect.stringContaining('no sign of life') },
    })
    expect(store.outage?.()).toMatchObject({ isAway: true, opened: 1 })
  } finally {
    for (const socket of sockets) socket.destroy()
    await store.close()
    door.close()
  }
})
