import { type ModeName, modeOf } from '@/sessions/modes'
import { replicaViews, upOf } from '../stories/faults'
import { type Added, add, type Look, look } from '../stories/requests'
import { type Teller, until } from '../stories/teller'

/** What one side has measured. */
export type Measures = {
  /** In the cart before the first add. */
  start: number
  acknowledged: number
  refused: number
  /** The least that any replica said was in the cart, at the last reading of all of them; null: not read yet. */
  present: number | null
  /** Answers "nobody" while this browser was signed in. */
  signedOut: number
  /** Replicas asked after the sign-in, and whether each knew the session. */
  readonly knew: Map<string, boolean>
  /** Whether all was there after a crash; null: nobody was crashed. */
  survivedCrash: boolean | null
  readonly times: (number | null)[]
}

/** One half of a comparison: its own mode, its own Lab. */
export type Side = {
  readonly mode: ModeName
  readonly teller: Teller
  readonly measures: Measures
  /** Whether it has signed in. */
  isSignedIn: boolean
}

export function newSide(mode: ModeName, teller: Teller): Side {
  const counts = { start: 0, acknowledged: 0, refused: 0, present: null, signedOut: 0, survivedCrash: null }
  return { mode, teller, isSignedIn: false, measures: { ...counts, knew: new Map(), times: [] } }
}

/** Looks, and counts what is wrong with the answer. */
export async function sideLook(side: Side): Promise<Look> {
  const seen = await look(side.teller)
  const { measures, isSignedIn } = side
  measures.times.push(seen.ms)
  if (seen.status !== 200) measures.refused++
  else if (isSignedIn && !seen.user) measures.signedOut++
  return seen
}

/** Adds one lamp, and counts whether it was acknowledged. */
export async function sideAdd(side: Side): Promise<Added> {
  const added = await add(side.teller)
  side.measures.times.push(added.ms)
  if (added.isDone) side.measures.acknowledged++
  else side.measures.refused++
  return added
}

const MOST = 12
/** A balancer that ties browsers to replicas has one to ask, as long as that lives. */
const MOST_STICKY = 3

/** Looks until every replica that answers this browser has, within bounds; the last answer of each. */
export async function lookAtAll(side: Side): Promise<Look[]> {
  const most = modeOf(side.mode).affinity === 'none' ? MOST : MOST_STICKY
  const up = upOf(await until(side.teller, 'the replicas', () => true))
  const seen = new Map<string, Look>()
  for (let tries = 0; tries < most && !up.every((name) => seen.has(name)); tries++) {
    const one = await sideLook(side)
    seen.set(one.replica ?? '', one)
  }
  return [...seen.values()].sort((a, b) => (a.replica ?? '').localeCompare(b.replica ?? ''))
}

/** What must be there after all that was acknowledged. */
export const expected = ({ start, acknowledged }: Measures): number => start + acknowledged

/** The replica that decides on this side's session, where one does. */
export async function keeperOf({ teller }: Side): Promise<string | null> {
  const state = await until(teller, 'the x-ray', () => true)
  const keeper = replicaViews(state).find(({ role, session }) => session && (role === 'only' || role === 'primary'))
  return keeper?.replica ?? null
}
