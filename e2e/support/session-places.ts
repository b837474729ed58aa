import type { BrowserContext } from '@playwright/test'
import { Redis } from 'ioredis'
import type { Stack } from '../../infra/local/stack'
import type { LabState } from '../../lab/contract'
import { replicaLetter } from '../../lab/names'
import type { ModeName } from '../../sessions/modes'
import { sessionKey } from '../../sessions/stores/redis/keys'
import { Client } from './client'
import { sql } from './database'

/** What a store itself has of a session, asked past all replicas. */
export type Stored = { version: number; userId: string | null; cart: Record<string, number> }

/** What a replica answers by itself, past the balancer; null: it does not. */
export type OwnAnswer = { status: number; id: string | null; user: string | null; count: number } | null

/** Null: Redis has no such session (or only the alias that a sign-in leaves for some seconds). */
export async function inRedis(stack: Stack, id: string): Promise<Stored | null> {
  const { h: header = '>', u: owner, ...rest } = await redisHash(stack, sessionKey(id))
  if (header.startsWith('>')) return null
  const cart = Object.entries(rest).filter(([field]) => field.startsWith('.cart:'))
  return {
    version: Number(header.split(' ')[0]),
    userId: owner?.split(' ')[1] ?? null,
    cart: Object.fromEntries(cart.map(([field, quantity]) => [field.slice('.cart:'.length), Number(quantity)])),
  }
}

async function redisHash(stack: Stack, key: string): Promise<Record<string, string>> {
  const redis = new Redis(stack.state().redis?.url ?? '', { maxRetriesPerRequest: 1 })
  try {
    return await redis.hgetall(key)
  } finally {
    redis.disconnect()
  }
}

/** Null: Postgres has no such session. */
export async function inPostgres(stack: Stack, id: string): Promise<Stored | null> {
  const query = `SELECT json_build_object('version', s.version, 'userId', s.user_id, 'cart', coalesce((
      SELECT json_object_agg(substr(a.key, 6), a.number) FROM session_attribute a
      WHERE a.content_id = s.content_id AND a.key LIKE 'cart:%'), '{}')) AS stored
    FROM session s WHERE s.id = $1 AND s.moved_to IS NULL`
  return (await sql<{ stored: Stored }>(stack, query, [id]))[0]?.stored ?? null
}

/** How many things a cart holds. */
export function countOf(stored: Stored | null): number {
  return Object.values(stored?.cart ?? {}).reduce((sum, each) => sum + each, 0)
}

/** The cookies by which a browser is known to sessions, as of now; not those by which the Lab and the balancer know it. */
export async function sessionCookies(context: BrowserContext): Promise<Map<string, string>> {
  const cookies = await context.cookies()
  return new Map(cookies.filter(({ name }) => name.endsWith('-sid')).map(({ name, value }) => [name, value]))
}

/** Asks each replica itself "who am I?" with these cookies in one mode; by letter. */
export async function askEach(stack: Stack, cookies: ReadonlyMap<string, string>, mode: ModeName): Promise<Record<string, OwnAnswer>> {
  const answers = stack.state().replicas.map(async ({ name, address }) => {
    const client = new Client(address)
    for (const [cookie, value] of cookies) client.cookies.set(cookie, value)
    const answer = await client.get('/api/session', { headers: { 'x-mode': mode, 'x-real-ip': stack.clientAddress } }).catch(() => null)
    const told = answer?.status === 200 ? answer.json<{ id: string | null; user: { name: string } | null; cartCount: number }>() : null
    const own: OwnAnswer = answer && {
      status: answer.status,
      id: told?.id ?? null,
      user: told?.user?.name ?? null,
      count: told?.cartCount ?? 0,
    }
    return [replicaLetter(name), own] as const
  })
  return Object.fromEntries(await Promise.all(answers))
}

/** How many requests of a mode each replica counts that it has answered, by letter. */
export async function countsOfEach(stack: Stack, mode: ModeName): Promise<Record<string, number>> {
  const counts = stack.state().replicas.map(async ({ name, address }) => {
    const state = (await new Client(address).get('/api/lab/state', { headers: { 'x-mode': mode } })).json<LabState>()
    return [replicaLetter(name), state.replicas.find((each) => each.name === name)?.status?.requests[mode] ?? 0] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

/** How many others each replica takes for lost in a mode, by letter. */
export async function lostByEach(stack: Stack, mode: ModeName): Promise<Record<string, number>> {
  const counts = stack.state().replicas.map(async ({ name, address }) => {
    const { text } = await new Client(address).get('/api/metrics')
    return [
      replicaLetter(name),
      Number(new RegExp(`^hopcart_session_members_lost\\{mode="${mode}"\\} (\\d+)$`, 'm').exec(text)?.[1]),
    ] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}
