import { NobodyAnswers } from '../failures'
import type { Network } from '../network'
import type { Random } from './random'

type Handler = (message: unknown) => Promise<unknown>

/** What the links between members need of their world. */
type Surroundings = {
  readonly random: Random
  /** Does something after so many milliseconds, unless the member that it belongs to has stopped by then. */
  schedule(ms: number, owner: number, run: () => void): void
  /** Which start of a member this is; undefined while it is down. */
  lifeOf(index: number): number | undefined
  /** Sees every call as it is made; what it throws breaks the connection. Null is a probe. */
  onCall(to: number, message: unknown): void
  /** Sees every answer before it is sent; what it throws is answered instead. */
  onAnswer(answer: unknown): void
}

/** What members tell each other when they cannot be reached. */
const EXPECTED = /^(time-out|refused|failed|lost|The member .* is not there\.)$/

/**
 * The network between simulated members. Messages take random times and so overtake each other, get lost and come twice; members of
 * different groups do not hear each other.
 */
export class Links {
  /** The share of messages that get lost, and that arrive twice. */
  loss = 0
  duplication = 0
  /** Members of different groups do not hear each other; without groups all do. */
  groups: readonly number[] = []
  /** These two do not hear each other, though others hear both. */
  severed: readonly [one: number, other: number] | null = null
  /** Errors of members that no trouble on the way explains. */
  readonly accidents: unknown[] = []
  readonly #handlers = new Map<number, Handler>()

  constructor(readonly surroundings: Surroundings) {}

  networkOf(from: number): Network {
    return {
      handle: (handler) => void this.#handlers.set(from, handler),
      tell: (address, message) => this.#tell(from, Number(address), message),
      call: (address, message, timeoutMs = 1_000) => this.#call(from, Number(address), message, timeoutMs),
      probe: (address) => this.#call(from, Number(address), null, 500).then(() => true),
    }
  }

  /** Nobody answers for this member any more. */
  drop(index: number): void {
    this.#handlers.delete(index)
  }

  #call(from: number, to: number, message: unknown, timeoutMs: number): Promise<unknown> {
    const { surroundings } = this
    return new Promise((resolve, reject) => {
      surroundings.onCall(to, message)
      surroundings.schedule(timeoutMs, from, () => reject(new Error('time-out')))
      const sent = JSON.stringify(message)
      const deliver = () => {
        const handler = this.#handlers.get(to)
        if (!handler) return surroundings.schedule(this.#delay(), from, () => reject(new Error('refused')))
        const answered = message === null ? Promise.resolve(true) : this.#answer(handler, sent)
        answered.then(
          (answer) => this.#send(to, from, () => resolve(copy(answer))),
          (error) => {
            this.#note(error)
            this.#send(to, from, () => reject(new Error('failed')))
          },
        )
      }
      this.#send(from, to, deliver)
    })
  }

  #tell(from: number, to: number, message: unknown): void {
    try {
      this.surroundings.onCall(to, message)
    } catch {
      return // the connection broke: it is lost
    }
    const sent = JSON.stringify(message)
    this.#send(from, to, () => {
      const handler = this.#handlers.get(to)
      if (handler) this.#answer(handler, sent).catch((error) => this.#note(error))
    })
  }

  #note(error: Error): void {
    if (!(error instanceof NobodyAnswers) && !EXPECTED.test(error.message)) this.accidents.push(error)
  }

  async #answer(handler: Handler, sent: string): Promise<unknown> {
    const answer = await handler(JSON.parse(sent))
    this.surroundings.onAnswer(answer)
    return answer
  }

  /** A message on its way: cut off and lost ones never arrive. */
  #send(from: number, to: number, arrive: () => void): void {
    const { surroundings } = this
    const { random } = surroundings
    const times = this.duplication > 0 && random.next() < this.duplication ? 2 : 1
    const life = surroundings.lifeOf(from)
    for (let time = 0; time < times; time++) {
      if (this.loss > 0 && random.next() < this.loss) continue
      surroundings.schedule(this.#delay(), to, () => {
        if (this.#isConnected(from, to) && surroundings.lifeOf(from) === life) arrive() // a connection ends with its process
      })
    }
  }

  #isConnected(from: number, to: number): boolean {
    if (this.severed?.includes(from) && this.severed.includes(to)) return false
    return (this.groups[from] ?? 0) === (this.groups[to] ?? 0)
  }

  #delay(): number {
    const { random } = this.surroundings
    return 1 + random.below(random.next() < 0.05 ? 200 : 10)
  }
}

/** As it comes out at the other end: nothing is shared, and what the format cannot say is not said. */
function copy(answer: unknown): unknown {
  return answer === undefined ? answer : JSON.parse(JSON.stringify(answer))
}
