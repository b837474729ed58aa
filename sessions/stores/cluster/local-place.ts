import type { Held, LocalPlace, LocalRole } from '../../inspection'
import { tagOf } from '../../token'
import type { Core } from './core'
import { PARTITIONS, partitionOf } from './placement'

/** What a member itself holds, without a word to the others. */
export function localPlace(core: Core): LocalPlace {
  return {
    held: () => held(core),
    look: (id) => {
      const found = core.look.find(id, core.options.time())
      const session = found.record ? core.look.session(found.id, found.record) : null
      return { role: roleOf(core, id, session !== null), session }
    },
  }
}

/** Live sessions only, unlike the member's counters, which are about memory: those that are over are remembered for long. */
function held(core: Core): Held {
  const counts = { primary: 0, backup: 0 }
  const now = core.options.time()
  for (let partition = 0; partition < PARTITIONS; partition++)
    counts[core.isOwner(partition) ? 'primary' : 'backup'] += core.table.living(partition, now)
  return counts
}

/** A copy that another member has taken over stays until it is sure to be there: it is a backup like any other. */
function roleOf(core: Core, id: string, isHere: boolean): LocalRole {
  const partition = partitionOf(tagOf(id))
  if (core.isOwner(partition)) return 'primary'
  return isHere || core.isHolder(partition) ? 'backup' : 'proxy'
}
