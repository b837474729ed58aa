import { LAB, MODES, type Mode, type ModeName, modeOf, type ProfileName } from '../../sessions/modes'

/** The modes whose sessions are in a Redis of some kind. */
export type RedisMode = Extract<ModeName, `redis${string}`>

/** Which kinds of Redis a local stack in this mode has. */
export function redisModesOf(mode: ProfileName): RedisMode[] {
  const rows: readonly (Mode & { readonly name: ModeName })[] = MODES
  const modes = rows.filter(({ name, available }) => (mode === LAB.name ? available : name === mode))
  return modes.flatMap(({ store, name }) => (store === 'redis' ? [name as RedisMode] : []))
}

/** Whether the replicas of a local stack in this mode keep sessions among themselves. */
export function needsCluster(mode: ProfileName): boolean {
  return mode === LAB.name || isCluster(modeOf(mode))
}

/** `SESSION_STORE` of a local stack: as in the mode table, but Redis is on this machine, and where the replicas are CLUSTER_PEERS says. */
export function sessionStoreUrl(mode: ProfileName, redisUrls: Partial<Record<RedisMode, string>>): string {
  if (mode === LAB.name) return LAB.sessionStore
  const row: Mode = modeOf(mode)
  if (isCluster(row)) return row.sessionStore.replace(/peers=[^&]*&?/, '').replace(/\?$/, '')
  return redisUrls[mode as RedisMode] ?? row.sessionStore
}

/** A Redis store's URL, whether it has settings already or not, with the near-cache on. */
export function withNearCache(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}near-cache=on`
}

function isCluster({ store }: Mode): boolean {
  return store === 'replicated' || store === 'primary-backup'
}
