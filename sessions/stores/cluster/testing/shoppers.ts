import { tagOf } from '../../../token'
import type { ClusterSessions } from '../cluster-store'
import { partitionOf } from '../placement'
import type { Work } from './commands'
import { type Addition, type Held, type Ledger, LIFE, nameOf } from './ledger'
import type { Requests } from './requests'
import { SignIns } from './sign-ins'
import type { World } from './world'

type Of<Kind extends Work['do']> = Extract<Work, { do: Kind }>

/** Two shoppers with some tokens each, who note in the ledger what they ask for and what they are told. */
export class Shoppers {
  readonly world: World
  readonly ledger: Ledger
  readonly #signIns: SignIns
  /** What each shopper's browser has. */
  readonly #current: (Held | null)[] = [null, null]
  #serial = 0

  constructor(readonly requests: Requests) {
    ;({ world: this.world, ledger: this.ledger } = requests)
    this.#signIns = new SignIns(requests, this.#current)
  }

  do(work: Work): void {
    switch (work.do) {
      case 'create':
        this.#create(work)
        break
      case 'add':
        this.#add(work)
        break
      case 'retry':
        this.#retry(work)
        break
      case 'set':
        this.#set(work)
        break
      case 'read':
        this.#read(work)
        break
      default:
        this.#signIns.do(work)
        break
    }
  }

  /** Reads with every token at every member. */
  readAll(): void {
    for (const held of this.ledger.tokens) for (let at = 0; at < this.world.size; at++) this.#readOne(at, held)
  }

  /** The number of the member that owns what a shopper has; -1 where there is none. */
  ownerOf(shopper: number): number {
    const tag = tagOf(this.#current[shopper]?.token ?? '.')
    return this.world.nodes.findIndex((node) => node?.member.core.isOwner(partitionOf(tag)))
  }

  #create({ shopper, at, by, signedIn }: Of<'create'>): void {
    const { ledger } = this
    const addition = ledger.addition(`cart:${this.#serial++}`, by, null)
    const change = { id: addition.id, steps: [{ add: addition.key, by }] }
    const userId = signedIn ? `user-${shopper}` : null
    const isSure = this.#signIns.surenessOf(userId)
    const work = async (store: ClusterSessions) =>
      store.create({ change, lifetime: LIFE, ...(userId ? { userId, fence: await store.fence(userId) } : {}) })
    this.requests.send({
      at,
      what: 'a new session',
      work,
      isSure,
      answered: ({ token, session }, weather, asked) => {
        const held = ledger.hold(token, { shopper, userId, parent: null }, asked, weather)
        if (!isSure(weather)) held.state = 'unsure'
        this.#current[shopper] = held
        addition.held = held
        addition.isAcknowledged = true
        ledger.check('a new session', session, [addition])
      },
    })
  }

  #add({ shopper, at, by }: Of<'add'>): void {
    const held = this.#current[shopper]
    if (held) this.#change(at, held, this.ledger.addition(`cart:${this.#serial++}`, by, held))
    else this.#create({ do: 'create', shopper, at, by, signedIn: false })
  }

  #retry({ at, pick }: Of<'retry'>): void {
    const { additions } = this.ledger
    const addition = additions[additions.length - 1 - (pick % Math.max(1, Math.min(additions.length, 8)))]
    if (addition?.held && this.world.timeOf() < addition.retryUntil) this.#change(at, addition.held, addition)
  }

  #change(at: number, held: Held, addition: Addition): void {
    const { ledger } = this
    const { id, key, by } = addition
    const expectation = ledger.expectation(held)
    this.requests.send({
      at,
      what: `a change of ${nameOf(held)}`,
      held,
      work: (store) => store.change(held.token, { id, steps: [{ add: key, by }] }),
      answered: (answer, weather) => {
        if (answer) addition.isAcknowledged = true
        if (answer !== 'moved') ledger.answered('a change', expectation, at, answer?.session ?? null, weather)
        if (!answer && weather === 'calm' && this.#current[held.shopper] === held) this.#current[held.shopper] = null
      },
    })
  }

  #set({ shopper, at, value }: Of<'set'>): void {
    const held = this.#current[shopper]
    if (!held) return
    const change = { id: `set-${this.#serial++}`, steps: [{ set: 'theme', value }] }
    this.requests.send({ at, what: 'a choice', held, work: (store) => store.change(held.token, change), answered: () => {} })
  }

  #read({ at, pick }: Of<'read'>): void {
    const { tokens } = this.ledger
    const held = tokens[tokens.length - 1 - (pick % Math.max(1, Math.min(tokens.length, 6)))]
    if (held) this.#readOne(at, held)
  }

  #readOne(at: number, held: Held): void {
    const { ledger } = this
    const expectation = ledger.expectation(held)
    this.requests.send({
      at,
      what: `a read of ${nameOf(held)}`,
      held,
      work: (store) => store.read(held.token),
      answered: (session, weather) => ledger.answered('a read', expectation, at, session, weather),
    })
  }
}
