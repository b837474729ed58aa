import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailable } from '../../errors'
import type { Change, SessionStore } from '../../session'
import { eventually } from './test-server'

/** What came of a run; see `docs/benchmarks.md` for the words. */
type TrafficReport = {
  /** Changes that were answered. */
  readonly acknowledged: number
  /** Of those, the ones that are not there at the end. */
  readonly lost: number
  /** Changes that count more than once at the end. */
  readonly doubled: number
  /** Sessions that a store answered `null` for. */
  readonly gone: number
  /** Calls that failed as an outage does. */
  readonly unavailable: number
  /** From the first failure to the next success, the longest of all clients; and the longest call. In milliseconds. */
  readonly outageMs: number
  readonly longestCallMs: number
}

export type Traffic = {
  /** Waits until every client was answered after this call. */
  untilAnswered(withinMs?: number): Promise<void>
  /** Lets the changes under way be answered, repeating them as a browser would, and counts what is there, as every store sees it. */
  stop(): Promise<TrafficReport>
}

/**
 * Clients that each change a session of their own, one change after the other, each by any of the stores; a change that was refused as unavailable
 * is repeated with its id until it is answered. Every change sets a key of its own and counts one up: whatever is lost or doubled shows.
 * @param durable whether the changes are
 */
export async function startTraffic(stores: readonly SessionStore[], { clients = 4, durable = false } = {}): Promise<Traffic> {
  const store = (i: number) => stores[i % stores.length] as SessionStore
  const counts = { acknowledged: 0, unavailable: 0, gone: 0, outageMs: 0, longestCallMs: 0 }
  let running = true
  let answered: boolean[] = []

  async function client(token: string, which: number): Promise<number> {
    let done = 0
    for (; running; await sleep(1)) {
      const id = randomUUID()
      const change: Change = {
        id,
        steps: [
          { set: `cart:p${done}`, value: 1 },
          { add: 'cart:count', by: 1 },
        ],
        durable,
      }
      for (let failedAt = 0, tries = 0; ; tries++, await sleep(20)) {
        const started = performance.now()
        const answer = await store(which + done + tries)
          .change(token, change)
          .catch((error: unknown) => {
            if (!(error instanceof StoreUnavailable)) throw error
            return error
          })
        const now = performance.now()
        counts.longestCallMs = Math.max(counts.longestCallMs, now - started)
        if (answer === null) {
          counts.gone++
          return done
        }
        if (!(answer instanceof StoreUnavailable)) {
          if (failedAt) counts.outageMs = Math.max(counts.outageMs, now - failedAt)
          break
        }
        counts.unavailable++
        failedAt ||= started
      }
      done++
      counts.acknowledged++
      answered[which] = true
    }
    return done
  }

  const lifetime = { idleMs: 3_600_000, absoluteMs: 86_400_000 }
  const draft = () => ({ change: { id: randomUUID(), steps: [] }, lifetime })
  const tokens = await Promise.all(
    Array.from({ length: clients }, async (_, i) => (await eventually(() => store(i).create(draft()))).token),
  )
  const runs = tokens.map((token, i) => client(token, i))

  return {
    async untilAnswered(withinMs = 30_000) {
      answered = []
      await eventually(async () => {
        if (answered.filter(Boolean).length + counts.gone < clients) throw new Error('Not every client has been answered.')
      }, withinMs)
    },
    async stop() {
      running = false
      const done = await Promise.all(runs)
      let [lost, doubled] = [0, 0]
      for (const [i, token] of tokens.entries()) {
        const made = done[i] as number
        const seen = await Promise.all(stores.map((each) => eventually(() => each.read(token))))
        const present = seen.map(
          (session) => Array.from({ length: made }, (_, n) => session?.attributes[`cart:p${n}`]).filter(Boolean).length,
        )
        lost += made - Math.min(...present)
        doubled += Math.max(...seen.map((session, n) => Number(session?.attributes['cart:count'] ?? 0) - (present[n] as number)))
      }
      return { ...counts, lost, doubled }
    },
  }
}
