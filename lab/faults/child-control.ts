import type { Condition } from '../contract'

/** What a supervisor can do to the process of its replica. */
export type ChildControl = {
  /** Ends it at once, and keeps it down. */
  crash(): Promise<void>
  /** Has it finish what it has begun, and keeps it down; resolves when it is gone. */
  drain(): Promise<void>
  /** Holds it in place with everything open. */
  pause(): void
  resume(): void
  /** Starts it again, also where it is only on its way out; resolves when it answers, and fails when it does not come back. */
  bringBack(): Promise<void>
  condition(): Exclude<Condition, 'silent'>
}
