import type { Change, Lifetime, Renewal, Session } from '../../session'
import type { Digest } from './digest'
import type { Packed } from './packed'
import type { Successor } from './record'

/** What a member tells of itself, in both directions of every greeting. */
export type Hello = {
  readonly kind: 'hello'
  readonly id: string
  readonly name: string
  readonly address: string
  /** `joining`: gets every change, answers for nothing yet. `leaving`: hands over what it holds. */
  readonly state: 'joining' | 'active' | 'leaving'
  readonly epoch: number
  /** One up with every greeting of this member: an answer may arrive after a greeting that was sent later. */
  readonly serial: number
}

/** What has changed of a session: the digest of what it was before (null: it is new), and a part, or the whole of a new one. */
export type Delta = readonly [id: string, before: Digest | null, part: Packed]

/** Work on one session, for the owner of its partition. */
export type Task =
  | {
      readonly do: 'create'
      readonly id: string
      readonly change: Change
      readonly lifetime: Lifetime
      readonly userId: string | null
      readonly fence: string | null
    }
  | { readonly do: 'change'; readonly id: string; readonly change: Change }
  | {
      readonly do: 'renew'
      readonly id: string | null
      readonly newId: string
      readonly sealedToken: string | null
      readonly renewal: Renewal
    }
  | { readonly do: 'end'; readonly id: string }
  | { readonly do: 'raise'; readonly id: string; readonly userId: string; readonly fence: number }

/** What a holder of a session answers of it: the session that its token leads to, and the alias that it was reached by. */
export type Found = { readonly session: Session; readonly alias: Pick<Successor, 'grace' | 'sealedToken'> | null }

/** What a renewal came to; `fresh`: the old session is unknown, and a new one needs a tag of its own. */
export type RenewalAnswer =
  | { readonly session: Session; readonly before: Session | null; readonly sealedToken: string | null }
  | 'fresh'
  | null

/** Work that concerns a user, for the owner of the user's partition, who does one thing at a time for each user. */
export type UserTask =
  /** `id`: of the call, so that it ends nothing twice when it is sent again. */
  | { readonly do: 'endAll'; readonly id: string; readonly userId: string; readonly exceptId: string | null }
  | { readonly do: 'renew'; readonly task: Extract<Task, { do: 'renew' }>; readonly maxSessions: number }

/** What is asked of the member that answers for a partition; on its way with `forMs`, the time after which nobody waits for it any more. */
export type Work =
  | { readonly kind: 'task'; readonly task: Task }
  | { readonly kind: 'user-task'; readonly task: UserTask }
  | { readonly kind: 'read'; readonly id: string; readonly mayTouch: boolean }

export type Message =
  | Hello
  | { readonly kind: 'bye'; readonly id: string }
  | (Work & { readonly forMs: number })
  | { readonly kind: 'list'; readonly userId: string }
  /** `epoch` and `owner`: of the sender's view. `ack` false: nobody waits for it to be applied. */
  | {
      readonly kind: 'deltas'
      readonly from: string
      readonly epoch: number
      readonly owner: string | null
      readonly partition: number
      readonly ack: boolean
      readonly deltas: readonly Delta[]
    }
  | { readonly kind: 'fetch'; readonly ids: readonly string[] }
  | { readonly kind: 'take'; readonly records: Records }
  /** Which of these differ, and what the other member has of them. */
  | { readonly kind: 'differing' | 'compare'; readonly partitions: PartitionDigests }
  | { readonly kind: 'fences'; readonly fences: readonly (readonly [userId: string, fence: number])[] }

export type PartitionDigests = readonly (readonly [partition: number, digest: Digest])[]

/** Whole sessions. */
export type Records = readonly (readonly [id: string, record: Packed])[]

/** An answer to a task; `elsewhere`: this member does not answer for that partition. */
export type Answered<T> = { readonly done: T } | { readonly elsewhere: true } | { readonly failed: Failure }

/** An error of the session layer on its way to another member. */
export type Failure = { readonly name: string; readonly fields: readonly (string | number)[] }

/** An answer to deltas; `refused`: a view that is no older, of this epoch, has another owner, and nothing was applied. */
export type DeltasAnswer = { readonly applied: true } | { readonly refused: true; readonly epoch: number }

/** For each partition that differs, what the other member has there. */
export type Comparison = readonly (readonly [partition: number, entries: readonly (readonly [id: string, digest: Digest])[]])[]
