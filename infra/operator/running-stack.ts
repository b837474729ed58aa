import type { ProfileName } from '../../sessions/modes'
import type { Call, Reply } from './call-replica'

/** One replica of the running stack. */
export type Replica = {
  /** `web-1`, … */
  readonly name: string
  /** Rejects when it does not answer in time, with the reason in a few words. */
  readonly call: (call: Call, body: object) => Promise<Reply>
}

/** The stack that the operator means, local or of containers. */
export type RunningStack = { readonly profile: ProfileName; readonly replicas: readonly Replica[] }
