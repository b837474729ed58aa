/** A line of `CLUSTER NODES` (redis.io/docs/latest/commands/cluster-nodes). */
export type ClusterNodeLine = {
  readonly id: string
  /** `redis-cluster-1:6379`: its announced name, where it has one. */
  readonly address: string
  readonly isMaster: boolean
  /** The id of its master. */
  readonly of: string | null
  readonly epoch: number
  /** Ranges of slots, both ends among them; those on their way to another node are still its own. */
  readonly slots: readonly (readonly [first: number, last: number])[]
}

/** Reads an answer of `CLUSTER NODES`, without nodes that have no address (yet, or any more). */
export function readClusterNodes(text: string): ClusterNodeLine[] {
  return text.split('\n').flatMap((line): ClusterNodeLine[] => {
    const [id, where = '', flags = '', master = '-', , , epoch, , ...ranges] = line.trim().split(' ')
    const [ipAndPort = '', hostname] = where.replace(/@\d+/, '').split(',')
    const colon = ipAndPort.lastIndexOf(':')
    const host = hostname || ipAndPort.slice(0, colon)
    const known = flags.split(',')
    if (!id || !host || known.includes('noaddr') || known.includes('handshake')) return []
    return [
      {
        id,
        address: `${host}:${ipAndPort.slice(colon + 1)}`,
        isMaster: known.includes('master'),
        of: master === '-' ? null : master,
        epoch: Number(epoch),
        slots: ranges.flatMap((range): [number, number][] => {
          const [first, last = first] = range.split('-').map(Number)
          return first === undefined || Number.isNaN(first) || last === undefined || Number.isNaN(last) ? [] : [[first, last]]
        }),
      },
    ]
  })
}

export function slotCount({ slots }: Pick<ClusterNodeLine, 'slots'>): number {
  return slots.reduce((sum, [first, last]) => sum + last - first + 1, 0)
}
