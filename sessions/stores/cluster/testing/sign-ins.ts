import type { Renewed } from '../../../session'
import { tagOf } from '../../../token'
import type { ClusterSessions } from '../cluster-store'
import type { Work } from './commands'
import { type Held, LIFE, nameOf } from './ledger'
import type { Requests } from './requests'
import type { Weather } from './weather'

type Of<Kind extends Work['do']> = Extract<Work, { do: Kind }>

/** Shoppers sign in and out, some at several members at once. */
export class SignIns {
  /** How often the end of all sessions of each user was asked for, and how often it has not been answered. */
  readonly #endAlls = new Map<string, { count: number; pending: number }>()

  constructor(
    readonly requests: Requests,
    /** What each shopper's browser has. */
    readonly current: (Held | null)[],
  ) {}

  do(work: Of<'renew' | 'end' | 'endAll'>): void {
    if (work.do === 'renew') this.#race(work)
    else if (work.do === 'end') this.#end(work)
    else this.#endAll(work)
  }

  /** Asked when a user's session begins; answers later whether it surely did not end with all others of that user. */
  surenessOf(userId: string | null): (weather: Weather) => boolean {
    const { count = 0, pending = 0 } = this.#endAlls.get(userId ?? '') ?? {}
    return (weather) => pending === 0 && count === (this.#endAlls.get(userId ?? '')?.count ?? 0) && (count === 0 || weather !== 'rough')
  }

  /** Renewals at several members at once: as one user, or as two in turn. */
  #race({ shopper, ats, others, full }: Of<'renew'>): void {
    const held = this.current[shopper]
    if (!held) return
    const own = held.userId ?? `user-${shopper}`
    const indices = [...new Set(ats.map((at) => at % this.requests.world.size))]
    const users = indices.map((_, index) => (others && index % 2 === 1 ? 'stranger' : own))
    const mustWin = this.requests.ledger.expected(held) === 'session' && !users.includes('stranger')
    for (const [index, at] of indices.entries()) this.#renew(at, held, users[index] ?? own, full, mustWin)
    if (held.state === 'live') held.state = 'unsure'
  }

  #renew(at: number, held: Held, userId: string, isFull: boolean, mustWin: boolean): void {
    const { ledger } = this.requests
    const [ends, owed, isSure] = [held.ends, ledger.owed(held), this.surenessOf(userId)]
    const grace = isFull ? 'full' : 'powerless'
    const work = async (store: ClusterSessions) =>
      store.renew(held.token, { userId, fence: await store.fence(userId), steps: [], lifetime: LIFE, grace })
    const what = `a renewal of ${nameOf(held)}`
    const isSent = this.requests.send<Renewed | null>({
      at,
      what,
      held,
      work,
      answered: (renewed, weather, asked) => {
        held.renewals--
        // An alias leads on once: not to what a renewal of the new session came to.
        const isOver = held.successor !== null && held.successor.held.state !== 'live'
        const wasLeftAlone = ends === 0 && held.ends === 0 && isSure(weather) && !isOver
        if (renewed) {
          // By a clock that is minutes ahead, the old token leads nowhere any more.
          const isFresh = tagOf(renewed.token) !== tagOf(held.token) && ledger.skew !== 0
          const isWhole = mustWin && wasLeftAlone && !isFresh && weather !== 'rough' && !ledger.sky.wasEstranged
          ledger.check(`${what} in ${weather} weather`, renewed.session, isWhole ? owed : [])
          this.#renewed(held, renewed.token, userId, { isFull, asked, weather, isSure: wasLeftAlone })
        } else if (mustWin && wasLeftAlone && weather !== 'rough') ledger.broken.push(`${what} at m${at} in ${weather} weather is refused`)
      },
      refused: (weather) => {
        // Where nobody was cut off, it was done for all or not at all.
        if (weather !== 'rough') held.renewals--
      },
    })
    if (isSent) held.renewals++
  }

  #renewed(held: Held, token: string, userId: string, how: { isFull: boolean; asked: number; weather: Weather; isSure: boolean }): void {
    const { ledger, world } = this.requests
    const { isFull, asked, weather, isSure } = how
    const isHeir = tagOf(token) === tagOf(held.token)
    const isNew = !ledger.tokens.some((each) => each.token === token)
    const next = ledger.hold(token, { shopper: held.shopper, userId, parent: isHeir ? held : null }, asked, weather)
    if (isNew && !isSure) next.state = 'unsure'
    if (this.current[held.shopper] === held) this.current[held.shopper] = next
    if (!isHeir) return
    if (weather !== 'rough') {
      if (held.heir && held.heir !== next) ledger.broken.push(`${nameOf(held)} was renewed to ${nameOf(held.heir)} and ${nameOf(next)}`)
      held.heir ??= next
    }
    if (held.successor && held.successor.held !== next) held.isForked = true
    held.successor ??= { held: next, isFull: isFull && held.userId === userId, at: world.now }
    if (held.state !== 'dead') held.state = 'replaced'
  }

  #end({ shopper, at }: Of<'end'>): void {
    const { ledger } = this.requests
    const held = this.current[shopper]
    if (!held) return
    held.ends++
    const expectation = ledger.expectation(held)
    if (held.state === 'live') held.state = 'unsure'
    this.requests.send({
      at,
      what: `an end of ${nameOf(held)}`,
      held,
      work: (store) => store.end(held.token),
      answered: (session, weather) => {
        if (session) {
          if (held.state !== 'replaced') held.state = 'dead'
          if (this.current[shopper] === held) this.current[shopper] = null
        }
        ledger.answered('an end', expectation, at, session, weather)
      },
    })
  }

  #endAll({ shopper, at }: Of<'endAll'>): void {
    const { ledger, world } = this.requests
    const [begun, userId] = [world.now, `user-${shopper}`]
    const endAlls = this.#endAlls.get(userId) ?? { count: 0, pending: 0 }
    this.#endAlls.set(userId, endAlls)
    endAlls.count++
    endAlls.pending++
    const theirs = ledger.tokens.filter((held) => held.userId === userId)
    for (const held of theirs) {
      held.ends++
      if (held.state === 'live') held.state = 'unsure'
    }
    this.requests.send({
      at,
      what: 'an end of all sessions',
      work: (store) => store.endAll(userId),
      answered: (_, weather) => {
        endAlls.pending--
        // With a wrong clock, what was signed in to on another side of a partition may be taken for later.
        if (ledger.skew !== 0 && weather === 'rough') return
        for (const held of theirs) if (held.since < begun && held.state !== 'replaced') held.state = 'dead'
      },
    })
  }
}
