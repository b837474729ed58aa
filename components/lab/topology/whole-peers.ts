import type { ReplicaFacts } from './replica-facts'

/** The replicas to which one has a link that is not cut. */
export function wholePeers(name: string, replicas: readonly Pick<ReplicaFacts, 'name'>[], cuts: ReadonlySet<string>): string[] {
  return replicas.map((each) => each.name).filter((other) => other !== name && !cuts.has(`${name}>${other}`))
}
