import type { Session } from '../../../session'
import { tagOf } from '../../../token'
import type { Sky, Weather } from './weather'
import type { World } from './world'

export const LIFE = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
/** A read slides the idle end at most once a minute; and what is on its way takes its time. */
const SLACK_MS = 120_000
/** Change ids are remembered for ten minutes. */
const RETRY_MS = 9 * 60_000
const ALIAS_MS = 30_000

/** An addition with a key of its own. */
export type Addition = {
  readonly key: string
  readonly by: number
  readonly id: string
  /** Null: it was to be the first change of a session whose token nobody got. */
  held: Held | null
  readonly retryUntil: number
  isAcknowledged: boolean
  /** Two failures at once may have cost it. */
  isLosable: boolean
}

/** A token that somebody got, and what is known of its session. */
export type Held = {
  readonly token: string
  readonly shopper: number
  readonly userId: string | null
  /** The token that it was renewed from. */
  readonly parent: Held | null
  readonly since: number
  /** When the session that this one goes back to began, by the store's clock: a renewal may leave its absolute end where it was. */
  readonly begunAt: number
  /** Everybody knows of the session that this one goes back to. */
  readonly isKnown: boolean
  /** `unsure`: something was asked that may end it, and the answer does not tell. */
  state: 'live' | 'unsure' | 'replaced' | 'dead'
  /** So often something was asked that may end it. */
  ends: number
  /** Renewals whose outcome nobody knows (yet). */
  renewals: number
  /** Two sides may have renewed it, so that nobody can tell which session has its cart. */
  isForked: boolean
  /** What those who renewed it while all members were connected came to. */
  heir: Held | null
  successor: { readonly held: Held; readonly isFull: boolean; readonly at: number } | null
  /** By the store's clock: until when it surely has not expired, and from when on it surely has. */
  aliveUntil: number
  deadFrom: number
}

/** What shoppers have been told, and so what must be. */
export class Ledger {
  readonly additions: Addition[] = []
  readonly tokens: Held[] = []
  /** What was told or found otherwise. */
  readonly broken: string[] = []

  constructor(
    readonly world: World,
    readonly sky: Sky,
    readonly skew: number,
  ) {}

  addition(key: string, by: number, held: Held | null): Addition {
    const retryUntil = this.world.timeOf() + RETRY_MS
    const addition = { key, by, id: `add-${key}`, held, retryUntil, isAcknowledged: false, isLosable: false }
    this.additions.push(addition)
    return addition
  }

  hold(token: string, of: Pick<Held, 'shopper' | 'userId' | 'parent'>, asked: number, weather: Weather): Held {
    const known = this.tokens.find((each) => each.token === token)
    if (known) return known
    const held: Held = {
      ...of,
      token,
      since: this.world.now,
      begunAt: of.parent?.begunAt ?? asked,
      isKnown: of.parent?.isKnown ?? weather === 'calm',
      state: 'live',
      ends: 0,
      renewals: 0,
      isForked: false,
      heir: null,
      successor: null,
      aliveUntil: of.parent?.aliveUntil ?? 0,
      deadFrom: 0,
    }
    this.tokens.push(held)
    this.use(held, asked, weather)
    return held
  }

  /** The session of a token was used, at `asked` or later by the store's clock: in calm weather, everybody knows of it. */
  use(held: Held, asked: number, weather: Weather): void {
    const { idleMs, absoluteMs } = LIFE
    const [now, slack] = [this.world.timeOf(), SLACK_MS + 2 * Math.abs(this.skew)]
    for (let each: Held | null = held; each; each = each.successor?.held ?? null) {
      each.deadFrom = Math.max(each.deadFrom, now + idleMs + slack)
      if (weather !== 'calm') continue
      each.aliveUntil = Math.max(each.aliveUntil, Math.min(asked + idleMs, each.begunAt + absoluteMs) - slack)
    }
  }

  /** What a shopper was promised may be lost: two failures at once. */
  endanger(): void {
    for (const addition of this.additions) addition.isLosable = true
    for (const held of this.tokens) {
      held.state = 'unsure'
      held.isForked = true
      held.heir = null
    }
  }

  /** The additions that a session must have, if `since` they had been acknowledged. */
  owed(held: Held): Addition[] {
    const owed = this.additions.filter((each) => each.held === held && each.isAcknowledged && !each.isLosable)
    const { parent } = held
    return parent && hasOneHeir(parent) ? [...this.owed(parent), ...owed] : owed
  }

  /** The token that one leads to by now; null where that is not sure. */
  heirOf(held: Held): Held | null {
    if (held.state === 'live') return this.world.timeOf() < held.aliveUntil ? held : null
    return held.state === 'replaced' && hasOneHeir(held) && held.successor ? this.heirOf(held.successor.held) : null
  }

  /** What a read must answer: the session that it has to show, null, or either. */
  expected(held: Held): 'session' | 'nothing' | 'either' {
    const time = this.world.timeOf()
    if (held.state === 'dead' || time > held.deadFrom) return 'nothing'
    if (held.state === 'live') return time < held.aliveUntil ? 'session' : 'either'
    if (held.state === 'unsure' || !held.successor) return 'either'
    const { isFull, at } = held.successor
    return !isFull || this.world.now > at + ALIAS_MS + 1_000 + Math.abs(this.skew) * 2 ? 'nothing' : 'either'
  }

  /** Compares what a session has with what it may have: nothing twice, and all that was owed. */
  check(what: string, session: Session, owed: readonly Addition[]): void {
    for (const { key, by } of this.additions) {
      const found = session.attributes[key]
      if (found !== undefined && found !== by) this.broken.push(`${what} shows ${found} of ${key}, not ${by}`)
    }
    for (const { key } of owed) if (session.attributes[key] === undefined) this.broken.push(`${what} does not show ${key}`)
  }

  /** What is known of a token before something is asked. */
  expectation(held: Held): Expectation {
    return { held, owed: this.owed(held), before: this.expected(held), ends: held.ends }
  }

  /** What came of it, in a time of such weather: a session, or null. */
  answered(what: string, { held, owed, before, ends }: Expectation, at: number, session: Session | null, weather: Weather): void {
    const { wasEstranged } = this.sky
    const where = `${what} of ${nameOf(held)} at m${at % this.world.size} in ${weather} weather at ${this.world.now}`
    const isRough = weather === 'rough'
    if (session) {
      if (!wasEstranged) this.check(where, session, isRough ? [] : owed)
      if (before === 'nothing' && !isRough) this.broken.push(`${where} finds a session that is over`)
      return
    }
    const isAsBefore = what === 'an end' ? held.successor === null && held.renewals === 0 : this.expected(held) === 'session'
    const isLeftAlone = ends === held.ends && isAsBefore
    // On the other side of a partition than where it began, it looks signed out; and an end that was done, its answer lost, finds nothing.
    const mayBeUnknown = what === 'an end' ? weather !== 'calm' : isRough && (!held.isKnown || wasEstranged || this.sky.wasStartedApart)
    if (before === 'session' && isLeftAlone && !mayBeUnknown) this.broken.push(`${where} finds nothing`)
  }
}

/** Whether what was added to a session surely is in the one that took its place: where it was also ended, its last state has it. */
function hasOneHeir({ isForked, renewals, ends }: Held): boolean {
  return !isForked && renewals === 0 && ends === 0
}

type Expectation = { readonly held: Held; readonly owed: readonly Addition[]; readonly before: string; readonly ends: number }

export function nameOf({ token }: Held): string {
  return `${tagOf(token)}.${token.slice(-4)}`
}
