import { describe, expect, test } from 'vitest'
import { createMigratedDatabase } from '../../../prisma/testing'
import type { SessionStore } from '../../session'
import { add, change, LONG, ownDatabase, renewal } from './testing'

const database = ownDatabase(createMigratedDatabase)

describe('races', () => {
  test('every answer has the cart of its version', async () => {
    const [a, b] = [database.open(), database.open()]
    const { token } = await a.create({ change: change(), lifetime: LONG })
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 2 ? a : b).change(token, change(add('cart:p1')))))
    const seen = answers.map((answer) => (answer && answer !== 'moved' ? answer.session : null))
    expect(seen.map((session) => session?.attributes['cart:p1'])).toEqual(seen.map((session) => Number(session?.version) - 1))
    const reads = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 ? a.change(token, change(add('cart:p1'))).then(() => null) : b.read(token))),
    )
    for (const read of reads) if (read) expect(read.attributes['cart:p1']).toBe(read.version - 1)
  })

  test('among users who share nothing, one cart and its owner: no deadlock, nothing orphaned', async () => {
    const stores = [database.open(), database.open(), database.open({ collectMs: 20 })]
    const users = ['u1', 'u2', 'u3']
    const tokens: string[] = []
    const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T
    const guest = async (store: SessionStore) =>
      tokens.push((await store.create({ change: change(add('cart:p1')), lifetime: { idleMs: 5000, absoluteMs: 5000 } })).token)
    await Promise.all(stores.map(guest))
    const one = async (i: number) => {
      const [store, userId, token] = [pick(stores), pick(users), pick(tokens)]
      const dice = i % 8
      if (dice === 0) await guest(store)
      else if (dice === 1) {
        const answer = await store.renew(token, await renewal(store, userId, { maxSessions: 2, steps: [add('cart:p2')] }))
        if (answer) tokens.push(answer.token)
      } else if (dice === 2 && i % 5 === 0) await store.endAll(userId)
      else if (dice === 3) await store.end(token)
      else if (dice === 4) await store.list(userId)
      else await store.change(token, change(add('cart:p1'), add(`cart:p${i}`), { set: 'note', value: `${i}` }))
    }
    await Promise.all(Array.from({ length: 600 }, (_, i) => one(i)))
    expect(await database.numberOf('SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()')).toBe(0)
    for (const table of ['session_attribute', 'session_applied'])
      expect(
        await database.numberOf(`SELECT count(*) AS n FROM ${table} WHERE content_id NOT IN (SELECT content_id FROM session)`),
        table,
      ).toBe(0)
    expect(await database.numberOf('SELECT count(*) - count(DISTINCT content_id) AS n FROM session WHERE moved_to IS NULL')).toBe(0)
  })
})
