import type { ModeName } from '@/sessions'
import type { openedStores } from '@/sessions/request'
import type { SupervisorState } from '../faults/supervisor-call'
import { isHeldByPlaces } from '../x-ray/views'
import { NOTHING, parseCursor } from './cursor'
import { type Look, lookHere, ownName } from './look'
import { askPeer } from './peers'
import { knownReplicas, mayAnswer } from './replicas'

/** What a browser's request for the state brings. */
export type Asked = {
  readonly mode: ModeName
  /** The session cookie of this mode and shopper, and the id that it names. */
  readonly token: string | null
  readonly id: string | null
  /** The ids that all of its session cookies name. */
  readonly ids: readonly string[]
  readonly visitor: string | null
  readonly since: string | null
}

export type Stores = Pick<ReturnType<typeof openedStores>, 'modes' | 'storeFor' | 'clusters'>

/** Who there is, and what those said who answered, by name. */
export type Collected = {
  readonly own: string
  readonly known: readonly SupervisorState[]
  readonly looks: ReadonlyMap<string, Look>
}

/** This replica looks itself, and asks all others at once. The token goes nowhere. */
export async function collect({ mode, id, visitor, since, token }: Asked, stores: Stores, supervisors = knownReplicas): Promise<Collected> {
  const own = ownName()
  const cursor = parseCursor(since)
  const questionFor = (replica: string) => ({ mode, id, visitor, after: cursor.get(replica) ?? NOTHING })
  const ask = async ({ replica, internal }: SupervisorState) => [replica, await askPeer(internal, questionFor(replica))] as const
  const others = async () => {
    const known = await supervisors()
    return { known, answers: await Promise.all(known.filter((each) => each.replica !== own && mayAnswer(each)).map(ask)) }
  }
  const itself = lookHere(questionFor(own), stores, { token: isHeldByPlaces(mode) ? null : token })
  const [look, { known, answers }] = await Promise.all([itself, others()])
  const given = answers.filter((each): each is readonly [string, Look] => each[1] !== null)
  return { own, known, looks: new Map([[own, look], ...given]) }
}
