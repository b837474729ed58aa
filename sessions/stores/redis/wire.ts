import type { Redis } from 'ioredis'
import type { Script } from './scripts'

/**
 * How a store talks to its Redis, whichever topology that has. Every failure is a `StoreUnavailable` in bounded time; nothing is sent a second
 * time behind the caller's back once it may have been executed, but for redirections (`MOVED`, `ASK`), which say that it was not.
 */
export interface RedisWire {
  /** The servers' time in milliseconds, as far as this process knows it; `refreshClock` sets it right when it is time, without making anybody wait. */
  readonly clock: { now(at?: number): number }
  refreshClock(): void
  /** Runs one command on the master that keeps `key` (null: on any, or the only one). */
  run<T>(operation: string, key: string | null, send: (redis: Redis) => Promise<T>): Promise<T>
  /**
   * Runs a script by its hash on the master that keeps `keys`, which all lie in one slot. `durable`: answers only when one copy of that master
   * has it too (`WAIT 1`), where there are copies; else `StoreUnavailable`, and the call may be repeated.
   *
   * Durable is what a failover must not undo: a sign-in (`renew`, or a `create` with a user), because the browser has thrown its old token away; `end`
   * and `endAll`, because an ended session would be alive again; and changes that ask for it.
   */
  script(
    operation: string,
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
    durable?: boolean,
  ): Promise<unknown>
  /** Whether the master that keeps `key` can be expected to answer: for what may as well lie elsewhere. */
  isUp(key: string): boolean
  /** Runs one command on every master. */
  each<T>(operation: string, send: (redis: Redis) => Promise<T>): Promise<T[]>
  /** The clients of all masters that are connected now: one, or on a cluster one each. For what looks at all of them (measure, near-cache). */
  masters(): readonly Redis[]
  /** Says when `masters()` has changed, also when one was connected anew: what had been set up on its connection is gone. */
  onMasters(listener: () => void): void
  /** Lets calls under way get their answers, for a moment, and disconnects; harmless when repeated. */
  close(): Promise<void>
}
