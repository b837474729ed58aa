import { StoreUnavailable } from '../../errors'

/**
 * What a node of a cluster answers in place of having done a thing. `moved`: another master keeps the slot. `ask`: it is moving there, and this key has
 * arrived. `again`: it is moving, and the keys are in two places. `down`: nobody keeps the slot, or the cluster is cut in two.
 */
export type Redirection =
  | { readonly kind: 'moved' | 'ask'; readonly slot: number; readonly host: string; readonly port: number }
  | { readonly kind: 'again' | 'down' }

/** Reads it from a failed call. https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#redirection-and-resharding */
export function redirectionOf(error: unknown): Redirection | null {
  const message = error instanceof StoreUnavailable && error.cause instanceof Error ? error.cause.message : ''
  const [, kind, slot, host = '', port] = /^(MOVED|ASK) (\d+) (.*):(\d+)$/.exec(message) ?? []
  if (kind) return { kind: kind === 'ASK' ? 'ask' : 'moved', slot: Number(slot), host, port: Number(port) }
  // The second is what a script meets whose keys are here, and those that it derives from them elsewhere; it has written nothing then.
  if (message.startsWith('TRYAGAIN') || message.includes('access a non local key')) return { kind: 'again' }
  return message.startsWith('CLUSTERDOWN') ? { kind: 'down' } : null
}
