import { LAB, type Mode, modeOf, type ProfileName } from '../../sessions/modes'

/** Whether a local stack in this mode has a Redis. */
export function needsRedis(mode: ProfileName): boolean {
  return mode === LAB.name || modeOf(mode).store === 'redis'
}

/** `SESSION_STORE` of a local stack: as in the mode table, but Redis is on this machine. */
export function sessionStoreUrl(mode: ProfileName, redisUrl: string | null): string {
  if (mode === LAB.name) return LAB.sessionStore
  const row: Mode = modeOf(mode)
  return row.store === 'redis' && redisUrl ? redisUrl : row.sessionStore
}
