import type { ReplicaState } from '@/lab/contract'

/** Takes one missed answer of a replica for what it mostly is, a busy machine: `silent` is who has missed two in a row. */
export class Steady {
  readonly #missed = new Set<string>()

  /** The replicas as they are to be shown, given how they were shown before. */
  of(replicas: readonly ReplicaState[], before: readonly ReplicaState[]): ReplicaState[] {
    return replicas.map((replica) => {
      const { name, condition } = replica
      if (condition !== 'silent') this.#missed.delete(name)
      if (condition !== 'silent' || this.#missed.has(name)) return replica
      this.#missed.add(name)
      const shown = before.find((each) => each.name === name)
      return shown?.condition === 'up' ? { ...replica, condition: 'up', status: shown.status } : replica
    })
  }
}
