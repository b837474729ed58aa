import type { ChildControl } from './child-control'
import type { Health } from './health'
import type { Links } from './links'
import type { ServerControl } from './server-control'
import type { SupervisorState } from './supervisor-call'

export type SupervisorOptions = {
  /** `web-1` */
  readonly replica: string
  /** Where the others find the replica, as it is now. */
  readonly where: () => Pick<SupervisorState, 'internal' | 'addresses' | 'peerAddresses'>
  readonly child: ChildControl
  readonly links: Pick<Links, 'apply'>
  /** @default there is no power over the servers of a store */
  readonly servers?: ServerControl
  /** Asks the replica; null when it does not answer. */
  readonly health: () => Promise<Health | null>
  readonly say?: (line: string) => void
  /** How long a fault lasts. @default FAULT_MS */
  readonly faultMs?: number
}
