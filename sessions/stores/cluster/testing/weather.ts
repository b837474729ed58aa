import type { Fault } from './commands'
import type { World } from './world'

/** So long after the last fault everything has been seen, compared and put right. */
const SETTLE_MS = 15_000

const LONGEST_MOVE_MS = 20_000

/** A moment, as to what was out of order then and before. */
export type Mark = {
  /** By the store's clock. */
  readonly time: number
  readonly isCalm: boolean
  readonly isTame: boolean
  readonly isStill: boolean
  readonly counts: readonly [faults: number, roughs: number, moves: number]
}

/**
 * `calm`: every member that is up has been there for a while, though some may have been started or stopped in good order. `tame`: one
 * of them has crashed or been stopped; nobody is cut off. `rough`: anything else.
 */
export type Weather = 'calm' | 'tame' | 'rough'

/** One kind of trouble: how many there are now, how many there were, and when the last one was over. */
class Trouble {
  now = 0
  count = 0
  #over = Number.NEGATIVE_INFINITY

  begin(): void {
    this.now++
    this.count++
  }

  end(at: number): void {
    this.now--
    this.#over = at
  }

  isOver(at: number): boolean {
    return this.now === 0 && at - this.#over > SETTLE_MS
  }
}

/** What befalls the members of a world, and how much order there has been since a moment. */
export class Sky {
  readonly #faults = new Trouble()
  readonly #roughs = new Trouble()
  readonly #moves = new Trouble()
  /** Members were cut off from each other for so long that they have forgotten each other. */
  wasEstranged = false
  /** A member was started while others were out of its reach: it may have begun anew, and call what those have unknown. */
  wasStartedApart = false
  /** Told when two failures at once may cost what was acknowledged before. */
  onDanger: () => void = () => {}

  constructor(
    readonly world: World,
    readonly isReckless: boolean,
  ) {}

  mark(): Mark {
    const { now } = this.world
    return {
      time: this.world.timeOf(),
      isCalm: this.#faults.isOver(now),
      isTame: this.#roughs.isOver(now),
      isStill: this.#moves.isOver(now),
      counts: [this.#faults.count, this.#roughs.count, this.#moves.count],
    }
  }

  /** What it was like from that moment until now. */
  since({ isCalm, isTame, counts }: Mark): Weather {
    if (isCalm && counts[0] === this.#faults.count) return 'calm'
    return isTame && counts[1] === this.#roughs.count ? 'tame' : 'rough'
  }

  /** Whether nobody was started or stopped from that moment until now. */
  wasStill({ isStill, counts }: Mark): boolean {
    return isStill && counts[2] === this.#moves.count
  }

  fault(fault: Fault): void {
    const { world } = this
    const index = 'member' in fault ? fault.member % world.size : 0
    const isCalm = this.#faults.isOver(world.now)
    if (fault.do === 'crash' && !this.#mayCrash(index, isCalm)) return
    const isRough = ['cut', 'sever', 'noise'].includes(fault.do) || !isCalm
    this.#faults.begin()
    if (isRough) this.#roughs.begin()
    const undo = this.#inflict(fault, index)
    world.after(fault.ms, () => {
      undo()
      this.#faults.end(world.now)
      if (isRough) this.#roughs.end(world.now)
    })
  }

  /** Whether somebody is being started or stopped. */
  get isMoving(): boolean {
    return this.#moves.now > 0
  }

  /** SIGTERM, and a new start a while later. */
  async leave(index: number, ms: number): Promise<void> {
    const { world } = this
    if (!this.#othersServe(index) || world.nodes[index]?.member.core.roster.state !== 'active') return
    const isDangerous = !this.#roughs.isOver(world.now)
    if (isDangerous && !this.isReckless) return
    if (isDangerous) this.onDanger()
    await this.#move(world.leave(index))
    if (isDangerous) this.onDanger()
    world.after(ms, () => void this.join(index))
  }

  async join(index: number): Promise<void> {
    const { world } = this
    if (world.nodes[index] !== null) return
    // Who finds nobody begins anew, and knows nothing of what those have who are stopped.
    const isDangerous = !this.#othersServe(index) && world.nodes.some((node) => node !== null)
    if (isDangerous && !this.isReckless) return
    if (isDangerous) this.onDanger()
    this.#noteStart()
    await this.#move(world.start(index))
  }

  /** Each in turn, with a pause before each start and the next stop. */
  async roll(ms: number): Promise<void> {
    const { world } = this
    for (let index = 0; index < world.size; index++) {
      if (!this.#othersServe(index) || !this.#roughs.isOver(world.now)) continue
      await this.#move(world.leave(index))
      await this.#pause(ms)
      await this.join(index)
      await this.#pause(ms)
    }
  }

  /** Everything is over, and everybody is there. */
  heal(): void {
    const { world } = this
    world.cut([])
    world.links.severed = null
    world.links.loss = world.links.duplication = 0
    for (let index = 0; index < world.size; index++) {
      world.resume(index)
      if (world.nodes[index] === null) void this.#move(world.start(index))
    }
  }

  #inflict(fault: Fault, index: number): () => void {
    const { world } = this
    const { links } = world
    switch (fault.do) {
      case 'cut':
        world.cut(fault.groups)
        if (fault.ms >= 590_000) this.wasEstranged = true
        return () => world.cut([])
      case 'sever':
        links.severed = [fault.one % world.size, fault.other % world.size]
        return () => {
          links.severed = null
        }
      case 'pause':
        world.pause(index)
        return () => world.resume(index)
      case 'crash':
        world.crash(index)
        return () => {
          this.#noteStart()
          if (world.nodes[index] === null) void world.start(index)
        }
      case 'noise':
        ;[links.loss, links.duplication] = [fault.loss, fault.duplication]
        return () => {
          links.loss = links.duplication = 0
        }
    }
  }

  #noteStart(): void {
    if (!this.#roughs.isOver(this.world.now)) this.wasStartedApart = true
  }

  #mayCrash(index: number, isCalm: boolean): boolean {
    if (!this.world.nodes[index] || (!this.isReckless && !(isCalm && this.#othersServe(index)))) return false
    if (!isCalm || !this.#othersServe(index)) this.onDanger()
    return true
  }

  /** Whether somebody else has whatever this member has, or can take it. */
  #othersServe(index: number): boolean {
    const { world } = this
    return world.nodes.some(
      (node, each) => each !== index && !!node && !node.isLeaving && !world.isPaused(each) && node.member.core.roster.state === 'active',
    )
  }

  async #move(move: Promise<void>): Promise<void> {
    this.#moves.begin()
    await Promise.race([move, this.#pause(LONGEST_MOVE_MS)]) // it may crash meanwhile
    this.#moves.end(this.world.now)
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.world.after(ms, resolve))
  }
}
