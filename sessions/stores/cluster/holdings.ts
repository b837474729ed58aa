import { isSameDigest } from './digest'
import type { Comparison, PartitionDigests, Records } from './messages'
import type { Packed } from './packed'
import type { Table } from './table'

/** So many characters (each up to three bytes there) go into one frame before the last session of it. */
const FRAME_CHARACTERS = 256 * 1024

/** The sessions of these ids, and those that took their places; of more than one frame holds, the first ones. */
export function recordsOf(table: Table, ids: readonly string[]): Records {
  const found = new Map<string, Packed>()
  let characters = 0
  for (const id of ids) {
    for (const each of [id, table.get(id)?.successor?.id]) {
      const packed = each === undefined || found.has(each) ? null : table.packed(each)
      if (each === undefined || packed === null) continue
      found.set(each, packed)
      characters += packed.length
    }
    if (characters > FRAME_CHARACTERS) break
  }
  return [...found]
}

/** The partitions of which another member has something else than this table. */
export function differingFrom(table: Table, theirs: PartitionDigests): number[] {
  return theirs.filter(([partition, digest]) => !isSameDigest(table.partitionDigest(partition), digest)).map(([partition]) => partition)
}

/** What is in those partitions here. */
export function compareWith(table: Table, theirs: PartitionDigests): Comparison {
  return differingFrom(table, theirs).map((partition) => [partition, table.entries(partition)])
}
