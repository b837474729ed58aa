import type { Session } from '../../../session'
import type { Copies } from '../placement'
import type { Command, History } from './commands'
import { World } from './world'

const LIFE = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
/** So long after the last fault everything has been seen, compared and put right. */
const SETTLE_MS = 15_000

/** An addition with a key of its own: how it ended, and how much of what it added must be there. */
type Addition = {
  readonly key: string
  readonly by: number
  readonly id: string
  readonly shopper: number
  token: string
  isAcknowledged: boolean
}
/** A token that somebody got, and what was done about it. */
type Held = { readonly token: string; readonly shopper: number; readonly since: number; readonly isBound: boolean; isDead: boolean }

/** What came of a history. */
export type Played = {
  readonly world: World
  readonly additions: readonly Addition[]
  readonly tokens: readonly Held[]
  /** Ended sessions' last states, with the keys that had been acknowledged when the end was asked for. */
  readonly lastStates: readonly { readonly session: Session; readonly keys: readonly string[] }[]
}

/** Plays a history in a simulated world, heals everything, and lets it settle. */
export async function play({ members, seed, ends, commands }: History, copies: Copies): Promise<Played> {
  const world = new World(members, copies, seed)
  const player = new Player(world)
  let isJoined = false
  const joined = Promise.all(Array.from({ length: members }, (_, index) => world.start(index))).then(() => {
    isJoined = true
  })
  while (!isJoined) await world.pass(500)
  await joined
  await player.open()
  for (const command of commands) {
    if (ends || (command.do !== 'end' && command.do !== 'endAll')) player.issue(command)
    await world.pass(command.wait)
  }
  await player.heal()
  await world.pass(SETTLE_MS * 4)
  // Housekeeping has its own rhythm, and makes differences for a moment.
  for (let more = 0; more < 20 && !world.isAgreed(); more++) await world.pass(5_000)
  return { world, additions: player.additions, tokens: player.tokens, lastStates: player.lastStates }
}

class Player {
  readonly additions: Addition[] = []
  readonly tokens: Held[] = []
  readonly lastStates: { session: Session; keys: readonly string[] }[] = []
  readonly #current: (string | null)[] = [null, null]
  /** When the last fault was over; while one goes on, never. */
  #calmSince = Number.NEGATIVE_INFINITY
  #faults = 0
  #serial = 0

  constructor(readonly world: World) {}

  /** Each shopper's first session. */
  async open(): Promise<void> {
    for (const shopper of [0, 1]) {
      const made = this.#store(shopper)?.create({ change: { id: `open-${shopper}`, steps: [] }, lifetime: LIFE })
      await this.world.pass(1_000)
      const token = (await made)?.token
      if (token) this.#hold(shopper, token, false)
    }
  }

  issue(command: Command): void {
    switch (command.do) {
      case 'add': {
        const token = this.#current[command.shopper % 2]
        if (!token) return
        const serial = this.#serial++
        const addition = {
          key: `cart:${serial}`,
          by: command.by,
          id: `add-${serial}`,
          shopper: command.shopper % 2,
          token,
          isAcknowledged: false,
        }
        this.additions.push(addition)
        this.#add(addition, command.at)
        break
      }
      case 'retry': {
        const addition = this.additions[command.pick % Math.max(1, this.additions.length)]
        if (addition && !addition.isAcknowledged) this.#add(addition, command.at)
        return
      }
      case 'set':
        this.#set(command.shopper % 2, command.at, command.value)
        break
      case 'renew':
        this.#renew(command.shopper % 2, command.at, command.full)
        break
      case 'end':
        this.#end(command.shopper % 2, command.at)
        break
      case 'endAll':
        this.#endAll(command.shopper % 2, command.at)
        break
      case 'rest':
        return
      default:
        this.#fault(command)
    }
  }

  async heal(): Promise<void> {
    const { world } = this
    world.cut([])
    world.links.loss = world.links.duplication = 0
    for (let index = 0; index < world.size; index++) {
      world.resume(index)
      if (!world.nodes[index]) void world.start(index)
    }
  }

  #add({ id, key, by, token }: Addition, at: number): void {
    const addition = this.additions.find((each) => each.id === id)
    this.#store(at)
      ?.change(token, { id, steps: [{ add: key, by }] })
      .then((answer) => {
        if (answer && addition) addition.isAcknowledged = true
      }, ignore)
  }

  #set(shopper: number, at: number, value: number): void {
    const token = this.#current[shopper]
    if (token)
      this.#store(at)
        ?.change(token, { id: `set-${this.#serial++}`, steps: [{ set: 'theme', value }] })
        .then(ignore, ignore)
  }

  #renew(shopper: number, at: number, wantsFull: boolean): void {
    const { world } = this
    const [token, store, userId] = [this.#current[shopper], this.#store(at), `user-${shopper}`]
    if (!store || !token) return
    const held = this.tokens.find((each) => each.token === token)
    const grace = wantsFull ? 'full' : 'powerless'
    store
      .fence(userId)
      .then((fence) => store.renew(token, { userId, fence, steps: [], lifetime: LIFE, grace }))
      .then((renewed) => {
        if (!renewed) return
        if (this.#current[shopper] === token) this.#hold(shopper, renewed.token, true)
        else this.tokens.push({ token: renewed.token, shopper, since: world.now, isBound: true, isDead: false })
        if (held) held.isDead = true
      })
      .catch(ignore)
  }

  #end(shopper: number, at: number): void {
    const token = this.#current[shopper]
    if (!token) return
    const held = this.tokens.find((each) => each.token === token)
    const isCalm = this.#isCalm
    const keys = this.additions.filter((each) => each.isAcknowledged && each.token === token).map(({ key }) => key)
    this.#store(at)
      ?.end(token)
      .then((session) => {
        if (!session) return
        if (held) held.isDead = true
        if (isCalm && this.#isCalm) this.lastStates.push({ session, keys })
        if (this.#current[shopper] === token) this.#current[shopper] = null
      }, ignore)
  }

  #endAll(shopper: number, at: number): void {
    const before = this.world.now
    this.#store(at)
      ?.endAll(`user-${shopper}`)
      .then((ended) => {
        if (ended === 0) return
        for (const held of this.tokens) if (held.shopper === shopper && held.since < before && held.isBound) held.isDead = true
      }, ignore)
  }

  #fault(command: Extract<Command, { ms: number }>): void {
    const { world } = this
    const index = 'member' in command ? command.member % world.size : 0
    // Two failures at once may cost what was acknowledged between them: a crash has to find everything in order.
    if (command.do === 'crash' && (!this.#isCalm || world.nodes.some((node) => node === null))) return
    this.#faults++
    let undo: () => void
    if (command.do === 'cut') {
      world.cut(command.groups)
      undo = () => world.cut([])
    } else if (command.do === 'pause') {
      world.pause(index)
      undo = () => world.resume(index)
    } else if (command.do === 'crash') {
      world.crash(index)
      undo = () => void (world.nodes[index] ?? world.start(index))
    } else {
      world.links.loss = command.loss
      world.links.duplication = command.duplication
      undo = () => {
        world.links.loss = world.links.duplication = 0
      }
    }
    world.after(command.ms, () => {
      undo()
      this.#faults--
      this.#calmSince = world.now
    })
  }

  get #isCalm(): boolean {
    return this.#faults === 0 && this.world.now - this.#calmSince > SETTLE_MS
  }

  #hold(shopper: number, token: string, isBound: boolean): void {
    this.#current[shopper] = token
    this.tokens.push({ token, shopper, since: this.world.now, isBound, isDead: false })
  }

  #store(at: number) {
    return this.world.nodes[at % this.world.size]?.store
  }
}

const ignore = () => {}
