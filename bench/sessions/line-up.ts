import type { SessionStore } from '../../sessions'
import { openMemoryStore } from '../../sessions/stores/memory'
import { openPostgresStore } from '../../sessions/stores/postgres'
import { openRedisStore } from '../../sessions/stores/redis'
import type { Contestant, Family } from './contestant'
import { memoryFloor } from './floors/memory'
import { postgresFloor } from './floors/postgres'
import { redisFloor } from './floors/redis'
import { ourContestant, ourPair } from './ours'
import type { Pair } from './pair'
import { expressContestant, expressPair, type OpenPeer } from './peers/express'
import { openMemoryPeer, postgresPeer, redisPeer } from './peers/stores'
import type { Services } from './services'

type Place = { readonly family: Family; readonly floor: () => Contestant; readonly ours: () => SessionStore; readonly peer: OpenPeer }

const PEERS: Readonly<Record<Family, string>> = {
  memory: 'express-session + MemoryStore',
  redis: 'express-session + connect-redis',
  postgres: 'express-session + connect-pg-simple',
}

function places(families: readonly Family[], { redisUrl, postgresUrl }: Services): Place[] {
  const [redis, postgres] = [redisUrl ?? '', postgresUrl ?? '']
  const all: Place[] = [
    { family: 'memory', floor: memoryFloor, ours: () => openMemoryStore(), peer: openMemoryPeer },
    { family: 'redis', floor: () => redisFloor(redis), ours: () => openRedisStore(redis), peer: redisPeer(redis) },
    { family: 'postgres', floor: () => postgresFloor(postgres), ours: () => openPostgresStore(postgres), peer: postgresPeer(postgres) },
  ]
  return all.filter(({ family }) => families.includes(family))
}

/** Everybody who is measured for speed: per place the floor, ours, and the peer. */
export async function openContestants(families: readonly Family[], services: Services): Promise<Contestant[]> {
  const groups = places(families, services).map(async ({ family, floor, ours, peer }) => [
    floor(),
    ourContestant(family, ours),
    await expressContestant(family, PEERS[family], peer),
  ])
  return (await Promise.all(groups)).flat()
}

/** Everybody who is checked for lost changes: per place ours and the peer. */
export async function openPairs(families: readonly Family[], services: Services): Promise<Pair[]> {
  const groups = places(families, services).map(async ({ family, ours, peer }) => [
    ourPair(family, ours),
    await expressPair(family, PEERS[family], peer),
  ])
  return (await Promise.all(groups)).flat()
}
