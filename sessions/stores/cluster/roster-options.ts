import type { Clock, Network } from './network'

/** What a member needs to find the others, and whom it tells. */
export type RosterOptions = {
  readonly id: string
  readonly name: string
  /** Where the others reach this member. */
  readonly address: () => string
  readonly network: Network
  readonly clock: Clock
  /** Where members may be; asked before every round. */
  readonly discover: () => Promise<readonly string[]>
  /** Who is here, or what somebody does, has changed. */
  readonly onChange: () => void
  /** A member that was lost, or never seen, serves: each may have what the other missed. */
  readonly onReturn: (id: string) => void
}
