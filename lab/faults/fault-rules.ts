import type { Condition, FaultOrder } from '../contract'
import { FaultRefused } from './supervisor-call'

/** What a fault is on: of two on the same thing the newer one is the one that is. */
export function thingOf(order: FaultOrder): string {
  switch (order.kind) {
    case 'crash':
    case 'pause':
    case 'drain':
      return 'process'
    case 'cut':
      return `cut ${[...order.between].sort().join(' ')}`
    case 'slow-store':
    case 'stop-store':
      return `${order.kind} ${order.store}`
    case 'crash-master':
      return `server ${order.server}`
    case 'delay-replication':
      return order.kind
  }
}

/** @throws FaultRefused 409 where it makes no sense to do that to a replica in this condition */
export function assertPossible(kind: 'crash' | 'pause' | 'drain', replica: string, condition: Condition): void {
  if (condition === 'down') throw new FaultRefused(409, `${replica} is down already.`)
  if (kind === 'drain' && condition === 'draining') throw new FaultRefused(409, `${replica} is draining already.`)
  if (kind === 'pause' && condition === 'draining') throw new FaultRefused(409, `${replica} is on its way out: it cannot be paused.`)
  if (kind !== 'crash' && condition === 'starting') throw new FaultRefused(409, `${replica} is only starting. Try again in a moment.`)
}
