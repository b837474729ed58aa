import type { Session } from '../../../session'
import { PARTITIONS } from '../placement'
import { type Addition, LIFE } from './ledger'
import type { Played } from './play'

/** What is wrong at the end of a history: nothing, if the members have kept every promise. */
export function faultsOf(played: Played, { ends }: { readonly ends: boolean }): string[] {
  const { ledger, world } = played
  return [...ledger.broken, ...world.links.accidents.map(String), ...disagreements(played), ...miscounts(played, ends)]
}

/** Every member knows all others, and every holder of a partition has the same there. */
function disagreements(played: Played): string[] {
  const { world } = played
  const seen = world.nodes.map((node) => node?.member.core.roster.active.length ?? 0)
  const found = seen.some((count) => count !== world.size) ? [`the members see ${seen.join(', ')} members`] : []
  if (!world.isAgreed()) found.push('the members do not agree')
  for (const [id, views] of sessionsOf(played)) {
    const texts = new Set(views.map((view) => JSON.stringify([sorted(view), view.version])))
    if (texts.size > 1) found.push(`the members show ${id} as ${[...texts].join(' and ')}`)
  }
  return found
}

/** Each addition is there once if it was acknowledged, and otherwise once or not at all. */
function miscounts({ ledger, sky, world, ...played }: Played, ends: boolean): string[] {
  if (sky.wasEstranged) return []
  const live = [...sessionsOf({ ledger, sky, world, ...played }).values()].map(([session]) => session)
  const mayHaveExpired = world.now + world.ahead > LIFE.idleMs / 2
  const mustBeThere = ({ held, isAcknowledged, isLosable }: Addition) =>
    isAcknowledged && !isLosable && held !== null && ((!ends && !mayHaveExpired) || ledger.heirOf(held) !== null)
  return ledger.additions.flatMap((addition) => {
    const { key, by } = addition
    const found = live.reduce((sum, session) => sum + Number(session?.attributes[key] ?? 0), 0)
    // By the old token of a session that both sides renewed it may have reached one of the two, and the other when it was tried again.
    if (addition.held?.isForked && found === 2 * by) return []
    return found === by || (found === 0 && !mustBeThere(addition)) ? [] : [`at the end there is ${found} of ${key}, not ${by}`]
  })
}

/** Each live session as each of its holders sees it. */
function sessionsOf({ world }: Played): Map<string, Session[]> {
  const sessions = new Map<string, Session[]>()
  for (const node of world.nodes)
    for (let partition = 0; node && partition < PARTITIONS; partition++)
      for (const [id] of node.member.core.table.entries(partition)) {
        const { core } = node.member
        // All by one clock: whether a session has just expired is not what is asked here.
        const record = core.placement.holds(core.id, partition) ? core.look.live(id, world.timeOf()) : null
        if (record) sessions.set(id, [...(sessions.get(id) ?? []), core.look.session(id, record)])
      }
  return sessions
}

const sorted = ({ attributes }: Session) => Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))
