import { LAB, type Mode, modeOf, type ProfileName } from '../../sessions/modes'

/** Whether a local stack in this mode has a Redis. */
export function needsRedis(mode: ProfileName): boolean {
  return mode === LAB.name || modeOf(mode).store === 'redis'
}

/** Whether the replicas of a local stack in this mode keep sessions among themselves. */
export function needsCluster(mode: ProfileName): boolean {
  return mode === LAB.name || isCluster(modeOf(mode))
}

/** `SESSION_STORE` of a local stack: as in the mode table, but Redis is on this machine, and where the replicas are CLUSTER_PEERS says. */
export function sessionStoreUrl(mode: ProfileName, redisUrl: string | null): string {
  if (mode === LAB.name) return LAB.sessionStore
  const row: Mode = modeOf(mode)
  if (isCluster(row)) return row.sessionStore.replace(/peers=[^&]*&?/, '').replace(/\?$/, '')
  return row.store === 'redis' && redisUrl ? redisUrl : row.sessionStore
}

function isCluster({ store }: Mode): boolean {
  return store === 'replicated' || store === 'primary-backup'
}
