import type { Change, Lifetime, Renewal, Session } from '../../session'
import type { Digest } from './digest'
import type { Fence } from './fences'
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

/** What an owner has accepted. `epoch` and `owner`: of the sender's view. `ack` false: nobody waits for it to be applied. */
export type Deltas = {
  readonly kind: 'deltas'
  readonly from: string
  readonly epoch: number
  readonly owner: string | null
  readonly partition: number
  readonly ack: boolean
  readonly deltas: readonly Delta[]
  /** Who waits for the receiver's answer, in place of the sender. */
  readonly origin: Origin | null
}

/** The member whose client waits, and under which ticket it is told. */
export type Origin = { readonly id: string; readonly ticket: number }

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
  /** `call`: whose repetition is answered alike. */
  | { readonly do: 'end'; readonly id: string; readonly call: string }
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
  | (Work & { readonly forMs: number; readonly origin: Origin })
  /** A holder's answer to deltas, for whoever waits for it. */
  | { readonly kind: 'taken'; readonly from: string; readonly ticket: number; readonly answer: DeltasAnswer }
  /** Somebody with a newer view, of this epoch, has refused what the receiver sent. */
  | { readonly kind: 'review'; readonly epoch: number }
  | { readonly kind: 'list'; readonly userId: string; readonly forMs: number }
  | Deltas
  | { readonly kind: 'fetch'; readonly ids: readonly string[] }
  | { readonly kind: 'take'; readonly records: Records }
  /** Which of these differ, and what the other member has of them. */
  | { readonly kind: 'differing' | 'compare'; readonly partitions: PartitionDigests }
  /** `call`: of the end of all sessions that moved the fence, and how many it ended. */
  | { readonly kind: 'fences'; readonly fences: readonly Fence[]; readonly call?: EndedCall }
  /** Which partitions of users differ; and the fences of some, from the one of this number on. */
  | { readonly kind: 'differing-fences'; readonly digests: readonly Digest[] }
  | { readonly kind: 'fences-of'; readonly partitions: readonly number[]; readonly from: number }

/** A call that ended all sessions of a user, and how many it ended. */
export type EndedCall = readonly [id: string, count: number]

export type PartitionDigests = readonly (readonly [partition: number, digest: Digest])[]

/** Whole sessions. */
export type Records = readonly (readonly [id: string, record: Packed])[]

/** What an owner's answer brings a holder that asked: what has changed, and whose answers to that it has to wait for. */
export type Outcome = { readonly deltas: Deltas; readonly awaited: readonly string[] }

/** An answer to a task; `elsewhere`: this member does not answer for that partition. */
export type Answered<T> = { readonly done: T; readonly outcome?: Outcome } | { readonly elsewhere: true } | { readonly failed: Failure }

/** An error of the session layer on its way to another member. */
export type Failure = { readonly name: string; readonly fields: readonly (string | number)[] }

/** An answer to deltas; `refused`: a view that is no older, of this epoch, has another owner, and nothing was applied. */
export type DeltasAnswer = { readonly applied: true } | { readonly refused: true; readonly epoch: number }

/** For each partition that differs, what the other member has there. */
export type Comparison = readonly (readonly [partition: number, entries: readonly (readonly [id: string, digest: Digest])[]])[]
