import type { Socket } from 'node:net'

/** What a lane keeps of its own at most; beyond it the sender has to wait, as TCP makes it wait for a slow network. */
const MAX_BYTES = 1024 * 1024
const MAX_CHUNKS = 4096

/** `isHeld`: nothing arrives and nobody is told. `delayMs`: all arrives so much later. */
export type LaneRule = { readonly isHeld: boolean; readonly delayMs: number }

/** One direction of a connection that leads through here: what `from` receives is written to `to`, in order, its end too. */
export class Lane {
  readonly #from: Socket
  readonly #to: Socket
  #rule: LaneRule
  #queue: { readonly chunk: Buffer; readonly arrivedAt: number }[] = []
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #hasEnded = false
  #isClosed = false
  /** `to` takes no more for now. */
  #isBlocked = false

  constructor(from: Socket, to: Socket, rule: LaneRule) {
    this.#from = from
    this.#to = to
    this.#rule = rule
    from.on('data', (chunk: Buffer) => {
      this.#queue.push({ chunk, arrivedAt: performance.now() })
      this.#bytes += chunk.length
      this.#pump()
    })
    from.on('end', () => {
      this.#hasEnded = true
      this.#pump()
    })
    to.on('drain', () => {
      this.#isBlocked = false
      this.#pump()
    })
    this.#pump()
  }

  /** Holds from now on too for what is under way. */
  set rule(rule: LaneRule) {
    this.#rule = rule
    this.#pump()
  }

  /** Forgets what is under way; harmless when repeated. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#queue = []
  }

  #pump(): void {
    if (this.#isClosed) return
    clearTimeout(this.#timer)
    const { isHeld, delayMs } = this.#rule
    while (!isHeld && !this.#isBlocked) {
      const [next] = this.#queue
      if (!next) break
      const wait = next.arrivedAt + delayMs - performance.now()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(wait)).unref()
        break
      }
      this.#queue.shift()
      this.#bytes -= next.chunk.length
      this.#isBlocked = !this.#to.write(next.chunk)
    }
    if (this.#hasEnded) {
      if (!isHeld && this.#queue.length === 0) this.#to.end()
    } else if (isHeld || this.#isBlocked || this.#bytes >= MAX_BYTES || this.#queue.length >= MAX_CHUNKS) this.#from.pause()
    else this.#from.resume()
  }
}
