import { Socket } from 'node:net'

/** Time is counted in ticks of a timer, not by the clock: while this process stood still, it is not Postgres that kept silent. */
const TICK_MS = 100
/** How long a call waits while not a byte comes from Postgres on any connection: then it is away, for all calls. Above LOCK_MS in `link.ts`. */
const SILENCE_TICKS = 9
/** After how much of that Postgres is asked for a sign of life, on a connection of its own: what is left is the time it has for it. */
const ASK_TICKS = 4
/** How long one call waits while Postgres answers others: it may be busy, or this connection alone broke. Above STATEMENT_MS in `link.ts`. */
const ANSWER_TICKS = 25

/** Postgres, or the way to it, gave no sign of life in time. */
export class Silence extends Error {}

/** A call under way. `lost` rejects when it need not wait any longer. */
type Call = { readonly since: number; readonly lost: Promise<never>; readonly giveUp: (error: Error) => void }

/**
 * Tells a dead Postgres from a busy one. A long wait alone says neither: a busy pool, a locked row or a slow disk keep one call waiting while
 * others go on. But from a Postgres that is paused, cut off or gone no byte comes at all, not even of a handshake. And where no others go on, because
 * the slow call is the only one or all connections are slow, it is asked.
 */
export class SignsOfLife {
  readonly #ask: (withinMs: number) => Promise<boolean>
  #isAsking = false
  readonly #calls = new Set<Call>()
  readonly #sockets = new Set<Socket>()
  #ticker: NodeJS.Timeout | undefined
  #tick = 0
  #bytes = 0
  #heardAt = 0

  /** @param ask asks Postgres for an answer by a way that no slow call holds up; never throws */
  constructor(ask: (withinMs: number) => Promise<boolean>) {
    this.#ask = ask
  }

  /** A socket for the pool to connect, which is listened to. */
  newSocket(): Socket {
    const socket = new Socket()
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    return socket
  }

  /** To be called when a call begins, and {@link finish} when it ends. */
  begin(): Call {
    if (!this.#ticker) {
      this.#listen() // what came before this call is no sign of life now
      this.#ticker = setInterval(() => this.#onTick(), TICK_MS).unref()
    }
    let giveUp: Call['giveUp'] = () => undefined
    const lost = new Promise<never>((_, reject) => {
      giveUp = reject
    })
    // Nobody may be waiting any more.
    lost.catch(() => undefined)
    const call = { since: this.#tick, lost, giveUp }
    this.#calls.add(call)
    return call
  }

  finish(call: Call): void {
    this.#calls.delete(call)
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #onTick(): void {
    this.#tick++
    const [oldest] = this.#calls
    if (!oldest) {
      clearInterval(this.#ticker)
      this.#ticker = undefined
      return
    }
    if (this.#listen()) this.#heardAt = this.#tick
    const silentFor = this.#tick - Math.max(oldest.since, this.#heardAt)
    if (silentFor > SILENCE_TICKS) this.#isSilent()
    else {
      if (silentFor >= ASK_TICKS && !this.#isAsking) this.#askForOne()
      this.#giveUpSlow()
    }
  }

  async #askForOne(): Promise<void> {
    this.#isAsking = true
    if (await this.#ask((SILENCE_TICKS - ASK_TICKS) * TICK_MS)) this.#heardAt = this.#tick
    this.#isAsking = false
  }

  /** Whether anything has come since the last time. */
  #listen(): boolean {
    const before = this.#bytes
    this.#bytes = 0
    for (const socket of this.#sockets) this.#bytes += socket.bytesRead
    return this.#bytes !== before
  }

  #giveUpSlow(): void {
    for (const { since, giveUp } of this.#calls) {
      if (this.#tick - since <= ANSWER_TICKS) return
      giveUp(new Error(`no answer within ${(ANSWER_TICKS * TICK_MS) / 1000} s`))
    }
  }

  /** New connections may lead to another host. */
  #isSilent(): void {
    const silence = new Silence(`no sign of life within ${SILENCE_TICKS * TICK_MS} ms`)
    for (const { giveUp } of this.#calls) giveUp(silence)
    this.cut()
  }
}
