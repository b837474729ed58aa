import type { SessionLife } from '@/sessions/request'

/** What the server says of this browser's session; `signedIn` null: the replica that answered knows of none. */
export type Answer = { readonly signedIn: SessionLife | null; readonly newSignIns?: number }

/** `look` keeps nothing alive, `stay` does. Null: no answer. */
export type Ask = (how: 'look' | 'stay') => Promise<Answer | null>

/** The end is near: when, by this browser's clock, and whether staying is possible. */
export type Near = { readonly endsAt: number; readonly canStay: boolean }

/** Why a session is over: nobody used it, it was as old as one may be, or something else ended it. */
export type EndReason = 'idle' | 'limit' | 'elsewhere'

type Options = {
  ask: Ask
  onNear: (near: Near | null) => void
  onEnd: (reason: EndReason) => void
  onNewSignIns: (count: number) => void
}

/** A timer that is set for longer than 2^31 ms goes off at once. */
const LONGEST_MS = 12 * 3_600_000
/** So often and with such pauses "no session" is asked about again: where replicas do not share them, another one may know it. */
const ASKS = 5
const PAUSE_MS = 400
const NO_ANSWER_MS = 3_000
const LEAST_MS = 250
const TOUCH_MS = 60_000

/**
 * Watches the end of a session from a browser. It counts durations from when it hears of them, since clocks differ, and asks the
 * server before it says anything: another tab may have kept the session alive.
 */
export class SessionEndWatch {
  #life: SessionLife = { endsInMs: Number.POSITIVE_INFINITY, canStay: true, warnMs: 0 }
  #heardAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn: Promise<void> | undefined
  #over = false

  constructor(private readonly options: Options) {}

  /** What the server has said of the session just now; it may be a new one, and what was over is not. */
  take(life: SessionLife): void {
    this.#over = false
    this.#life = life
    this.#heardAt = Date.now()
    const { endsInMs, warnMs, canStay } = life
    this.options.onNear(endsInMs <= warnMs ? { endsAt: this.#endsAt, canStay } : null)
    this.#wakeIn(endsInMs <= warnMs ? endsInMs : endsInMs - warnMs)
  }

  /** Asks how it stands. For when something may have changed: the page is looked at again, another tab has said so. */
  look(): Promise<void> {
    return this.#turn ?? this.#inTurn('look')
  }

  /** Keeps the session alive. */
  stay(): Promise<void> {
    return this.#inTurn('stay')
  }

  /** The shopper does something that the server does not hear of: keeps the session alive, at most once a minute. */
  touch(): void {
    if (Date.now() - this.#heardAt >= Math.min(TOUCH_MS, this.#life.warnMs)) void this.stay()
  }

  stop(): void {
    this.#over = true
    clearTimeout(this.#timer)
  }

  get #endsAt(): number {
    return this.#heardAt + this.#life.endsInMs
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#over) this.#timer = setTimeout(() => this.#wake(), Math.min(LONGEST_MS, Math.max(LEAST_MS, ms)))
  }

  #wake(): void {
    const left = this.#endsAt - Date.now()
    if (left > this.#life.warnMs) this.#wakeIn(left - this.#life.warnMs)
    else void this.look()
  }

  /** One question at a time: an older answer never overtakes a newer one. */
  #inTurn(how: 'look' | 'stay'): Promise<void> {
    const turn = (this.#turn ?? Promise.resolve())
      .then(() => this.#settle(how))
      .finally(() => {
        if (this.#turn === turn) this.#turn = undefined
      })
    this.#turn = turn
    return turn
  }

  async #settle(how: 'look' | 'stay'): Promise<void> {
    if (this.#over) return
    const answer = await this.#askUntilSure(how)
    if (this.#over) return
    if (answer === null) return this.#wakeIn(NO_ANSWER_MS)
    if (answer.signedIn === null) return this.#end()
    this.take(answer.signedIn)
    if (answer.newSignIns !== undefined) this.options.onNewSignIns(answer.newSignIns)
  }

  async #askUntilSure(how: 'look' | 'stay'): Promise<Answer | null> {
    for (let asked = 1; ; asked++) {
      const answer = await this.options.ask(how)
      if (answer === null || answer.signedIn || asked === ASKS || this.#over) return answer
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }

  #end(): void {
    const isDue = Date.now() >= this.#endsAt
    this.stop()
    this.options.onEnd(!isDue ? 'elsewhere' : this.#life.canStay ? 'idle' : 'limit')
  }
}
