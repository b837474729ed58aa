import type { FaultOrder } from '../contract'
import { FaultRefused, type SupervisorState } from './supervisor-call'

/** Whose supervisors an order is for. @throws FaultRefused 404 for a replica that there is not, 409 where nobody would be left */
export function concernedBy<S extends SupervisorState>(order: FaultOrder, all: readonly S[]): readonly S[] {
  const named = (name: string) => {
    const state = all.find(({ replica }) => replica === name)
    if (!state) throw new FaultRefused(404, `There is no replica ${name}, only ${all.map(({ replica }) => replica).join(', ')}.`)
    return state
  }
  if (order.kind === 'cut') return order.between.map(named)
  if (!('replica' in order)) return all
  const state = named(order.replica)
  if (state.condition !== 'down') assertSomebodyStays(order.replica, all)
  return [state]
}

/** Not counting those for whom a fault has been announced. @throws FaultRefused 409 */
export function assertSomebodyStays(broken: string, all: readonly SupervisorState[]): void {
  const stays = ({ replica, condition, faults }: SupervisorState) =>
    replica !== broken && condition === 'up' && !faults.some((fault) => 'replica' in fault && fault.undone === null)
  if (!all.some(stays))
    throw new FaultRefused(409, `Nobody would be left to answer: ${broken} is the last replica that is up. Heal another one first.`)
}

/** What a replica dials to reach the one that it is cut off from. */
export function peersOf(order: FaultOrder, { replica }: SupervisorState, all: readonly SupervisorState[]): string[] {
  if (order.kind !== 'cut') return []
  return all
    .filter((other) => other.replica !== replica && order.between.includes(other.replica))
    .flatMap(({ peerAddresses }) => peerAddresses)
}
