import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type SessionStore, StoreUnavailable } from '../../sessions'
import type { Call, Life, Line } from './history'

/** Before a refused call is tried again, as a client does that was told Retry-After, only sooner: the shorter, the finer the measure. */
const AGAIN_MS = 50
/** Between two calls of a shopper: a few hundred a second each are plenty, and leave the machine to the store. */
const THINK_MS = 5
const LIFETIME = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
/** Changes in one life, at random between these. */
const [LEAST, MOST] = [15, 120]

/** What a shopper needs: the store as each replica has it opened, and whether the run goes on. */
export type Surroundings = { readonly replicas: readonly SessionStore[]; readonly goesOn: () => boolean }

/**
 * Lives one session after the other until the run ends: adds as a guest, signs in, adds and removes and reads through whichever replica answers,
 * signs out. Whatever is refused is tried again under the same id, at another replica, as long as the run goes on.
 */
export class Shopper {
  readonly lives: Life[] = []
  readonly calls: Call[] = []
  #turn = Math.floor(Math.random() * 3)

  constructor(
    private readonly number: number,
    private readonly around: Surroundings,
  ) {}

  async run(): Promise<void> {
    while (this.around.goesOn()) await this.#live()
  }

  async #live(): Promise<void> {
    const first = this.#line(false)
    const change = changeOf(first)
    const made = await this.#insist((store) => store.create({ change, lifetime: LIFETIME }))
    if (!made) return
    first.addedAt = performance.now()
    const life: Life = {
      token: made.token,
      lines: [first],
      signedInAt: null,
      signingIn: false,
      endedAt: null,
      last: undefined,
      ending: false,
      goneAt: null,
      version: made.session.version,
      staleReads: 0,
    }
    this.lives.push(life)
    const changes = LEAST + Math.floor(Math.random() * (MOST - LEAST))
    for (let i = 0; i < changes && this.#isOn(life); i++) {
      if (i === 5) await this.#signIn(life)
      else if (i % 4 === 3) await this.#remove(life)
      else await this.#add(life, i % 6 === 0)
      if (this.#isOn(life)) await this.#read(life)
    }
    if (this.#isOn(life)) await this.#signOut(life)
  }

  async #add(life: Life, durable: boolean): Promise<void> {
    const line = this.#line(durable)
    life.lines.push(line)
    const change = changeOf(line)
    const answer = await this.#insist((store) => store.change(life.token, change))
    if (answer === undefined) return
    if (answer === null) return this.#gone(life)
    line.addedAt = performance.now()
    if (answer !== 'moved') life.version = Math.max(life.version, answer.session.version)
  }

  async #remove(life: Life): Promise<void> {
    const line = life.lines.find(({ addedAt, removal, isShown }) => addedAt !== null && removal === null && isShown)
    if (!line) return
    line.removal = { acknowledgedAt: null }
    const change = { id: randomUUID(), steps: [{ delete: line.key }], durable: line.durable }
    const answer = await this.#insist((store) => store.change(life.token, change))
    if (answer === null) this.#gone(life)
    else if (answer !== undefined) line.removal.acknowledgedAt = performance.now()
  }

  async #signIn(life: Life): Promise<void> {
    const userId = randomUUID()
    life.signingIn = true
    const fence = await this.#insist((store) => store.fence(userId))
    if (fence === undefined) return
    const renewal = { userId, fence, steps: [], lifetime: LIFETIME, grace: 'powerless' } as const
    const renewed = await this.#insist((store) => store.renew(life.token, renewal))
    if (renewed === undefined) return
    life.signingIn = false
    if (renewed === null) return this.#gone(life)
    // A guest's session that a failover has lost: the sign-in makes a new one, and what was in the old one counts as lost.
    life.token = renewed.token
    life.signedInAt = performance.now()
    life.version = renewed.session.version
  }

  async #read(life: Life): Promise<void> {
    const session = await this.#insist((store) => store.read(life.token))
    if (session === undefined) return
    if (session === null) return this.#gone(life)
    for (const line of life.lines) {
      const value = Number(session.attributes[line.key] ?? 0)
      line.isShown = value > 0
      line.isDoubled ||= value > 1
    }
    if (session.version < life.version) life.staleReads++
    life.version = Math.max(life.version, session.version)
  }

  async #signOut(life: Life): Promise<void> {
    life.ending = true
    let tries = 0
    const last = await this.#insist((store) => {
      tries++
      return store.end(life.token)
    })
    if (last === undefined) return
    life.ending = false
    life.endedAt = performance.now()
    life.last = last ? last.attributes : tries === 1 ? null : undefined
  }

  #gone(life: Life): void {
    life.goneAt = performance.now()
  }

  #isOn(life: Life): boolean {
    return this.around.goesOn() && life.goneAt === null
  }

  #line(durable: boolean): Line {
    return { key: `cart:${randomUUID()}`, durable, addedAt: null, isShown: false, isDoubled: false, removal: null }
  }

  /** The answer of the first try that has one; undefined when the run ended before. */
  async #insist<T>(call: (store: SessionStore) => Promise<T>): Promise<T | undefined> {
    for (;;) {
      const store = this.around.replicas[this.#turn++ % this.around.replicas.length] as SessionStore
      const at = performance.now()
      try {
        const answer = await call(store)
        this.calls.push({ client: this.number, at, ms: performance.now() - at, ok: true })
        await sleep(THINK_MS)
        return answer
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error
        this.calls.push({ client: this.number, at, ms: performance.now() - at, ok: false })
        if (!this.around.goesOn()) return undefined
        await sleep(AGAIN_MS)
      }
    }
  }
}

function changeOf({ key, durable }: Line) {
  return { id: randomUUID(), steps: [{ add: key, by: 1 }], durable }
}
