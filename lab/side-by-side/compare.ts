import { modeOf } from '@/sessions/modes'
import type { ModePromise } from '@/sessions/promises'
import { median, ms } from '../stories/words'
import { expected, type Side } from './side'

export type Cell = { readonly text: string; readonly isAnomaly: boolean }
export type ComparisonRow = { readonly label: string; readonly left: Cell; readonly right: Cell }

type Promised = ModePromise[keyof ModePromise]

/** What was seen on both sides, and what each mode promises of it (sessions/promises.ts). */
export function compare(left: Side, right: Side): ComparisonRow[] {
  const row = (label: string, cell: (side: Side) => Cell | null): ComparisonRow[] => {
    const [one, other] = [cell(left), cell(right)]
    return one && other ? [{ label, left: one, right: other }] : []
  }
  return [
    ...row('Acknowledged adds', ({ measures }) => plain(String(measures.acknowledged))),
    ...row('Present, at worst', ({ measures }) => {
      const { present, start } = measures
      return present === null ? null : { text: String(Math.max(0, present - start)), isAnomaly: present < expected(measures) }
    }),
    ...row('Signed out without asking', ({ measures }) => ({ text: String(measures.signedOut), isAnomaly: measures.signedOut > 0 })),
    ...row('Refused', ({ measures }) => ({ text: String(measures.refused), isAnomaly: measures.refused > 0 })),
    ...row('p50', ({ measures }) => plain(ms(median(measures.times)))),
    ...row('Every replica knows you', (side) => {
      const { knew } = side.measures
      if (knew.size === 0) return null
      const knowing = [...knew.values()].filter(Boolean).length
      const asked = knew.size === 1 ? 'only one ever asked' : `${knowing} of ${knew.size} did`
      return against(modeOf(side.mode).promise.sharedAcrossReplicas, asked, knowing === knew.size)
    }),
    ...row('No add is lost', (side) => {
      const { present } = side.measures
      if (present === null || side.measures.survivedCrash !== null) return null
      const lost = Math.max(0, expected(side.measures) - present)
      return against(modeOf(side.mode).promise.noLostUpdate, `${lost} lost`, lost === 0)
    }),
    ...row('A replica may die', (side) => {
      const { survivedCrash } = side.measures
      if (survivedCrash === null) return null
      return against(modeOf(side.mode).promise.survivesReplicaCrash, survivedCrash ? 'all there' : 'not all there', survivedCrash)
    }),
  ]
}

const plain = (text: string): Cell => ({ text, isAnomaly: false })

/** `promised; all there` */
function against(promised: Promised, seen: string, isKept: boolean): Cell {
  const word = promised === 'yes' ? 'promised' : promised === 'one-replica' ? 'on one replica only' : 'not promised'
  return { text: `${word}; ${seen}`, isAnomaly: !isKept }
}
