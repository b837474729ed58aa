import { z } from 'zod'
import type { Fault, StoreKind } from '../contract'

/** What a replica says of itself when it is asked whether all is well: which stores it reaches, with all servers of each, and whether its clusters miss anybody. */
export type Health = {
  readonly stores: Readonly<Partial<Record<StoreKind, boolean>>>
  /** Members that it takes for lost. */
  readonly lost: number
  /** It has caught up with the others. */
  readonly isWhole: boolean
}

const PATIENCE_MS = 1_000
const STORES: readonly StoreKind[] = ['redis', 'redis-ha', 'redis-cluster', 'postgres']
const health = z.object({ stores: z.record(z.string(), z.boolean()), lost: z.number(), isWhole: z.boolean() })

/** Asks a replica at its own address with the key of internal calls; null when it does not answer, or not in time. */
export async function askHealth(internal: string, key: string): Promise<Health | null> {
  try {
    const response = await fetch(`${internal}/api/internal/lab`, {
      method: 'POST',
      // No connection stays open: a replica that stops would wait for it.
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ do: 'health' }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return health.parse(await response.json())
  } catch {
    return null
  }
}

/**
 * Whether a replica has got over a fault that was undone.
 * @param active what is still on here: nobody gets over one fault later because of another
 */
export function isOver(fault: Fault, found: Health | null, active: readonly Fault[]): boolean {
  if (!found) return false
  const reaches = (store: StoreKind) => found.stores[store] !== false || active.some((other) => 'store' in other && other.store === store)
  if ('store' in fault) return reaches(fault.store)
  const isTogether = (found.lost === 0 && found.isWhole) || active.some(({ kind }) => kind === 'cut' || kind === 'delay-replication')
  if (fault.kind === 'cut' || fault.kind === 'delay-replication') return isTogether
  return isTogether && STORES.every(reaches)
}
