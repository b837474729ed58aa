import type { Condition, Fault } from '../contract'

/** What a supervisor says of its replica. */
export type SupervisorState = {
  readonly replica: string
  /** Where the replica takes internal calls: `http://127.0.0.1:3001`. */
  readonly internal: string
  readonly addresses: readonly string[]
  readonly condition: Condition
  readonly faults: readonly Fault[]
}

/** Stand-in: `LAB_STAND_IN=web-1=http://127.0.0.1:3001,…`, all of them up. */
export async function supervisorStates(): Promise<SupervisorState[]> {
  const listed = (process.env.LAB_STAND_IN ?? '').split(',').filter(Boolean)
  return listed.map((each) => {
    const [replica = '', internal = ''] = each.split('=')
    return { replica, internal, addresses: [new URL(internal).host], condition: 'up', faults: [] }
  })
}

export function mergedFaults(states: readonly SupervisorState[]): Fault[] {
  return states.flatMap(({ faults }) => faults)
}
