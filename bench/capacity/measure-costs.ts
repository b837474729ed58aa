import type { SessionStore } from '../../sessions'
import type { Carried } from './relay'
import type { Cost, Costs } from './result'
import { changeOne, makeShaped, readOne } from './shapes'

/** A slide is due after a minute at most. */
export const SLIDE_MS = 61_000
const SESSIONS = 500
const TURNS = 4

export type Measurable = {
  readonly store: SessionStore
  during(calls: number, work: () => Promise<unknown>): Promise<Carried>
  /** Moves the store's clock on. */
  later(ms: number): void
  /** What the server's processor has worked so far; null where that cannot be told from the rest. */
  readonly processorSeconds: (() => Promise<number>) | null
}

/** What a read, a change and a slide cost on shoppers' sessions, one call at a time. */
export async function measureCosts({ store, during, later, processorSeconds }: Measurable): Promise<Costs> {
  const tokens = await makeShaped(store, 'shopper', SESSIONS)
  const cost = async (turns: number, call: (token: string) => Promise<void>): Promise<Cost> => {
    const before = await processorSeconds?.()
    const carried = await during(turns * SESSIONS, async () => {
      for (let turn = 0; turn < turns; turn++) for (const token of tokens) await call(token)
    })
    const after = await processorSeconds?.()
    const serverMicroseconds = before === undefined || after === undefined ? null : ((after - before) * 1e6) / (turns * SESSIONS)
    return { ...carried, serverMicroseconds }
  }
  const read = await cost(TURNS, (token) => readOne(store, token))
  const change = await cost(TURNS, (token) => changeOne(store, token))
  later(SLIDE_MS)
  const sliding = await cost(1, (token) => readOne(store, token))
  return { read, change, slide: beyond(sliding, read) }
}

/** What one cost has more than another. */
export function beyond(all: Cost, part: Cost): Cost {
  const [both, one] = [all.serverMicroseconds, part.serverMicroseconds]
  const serverMicroseconds = both === null || one === null ? null : Math.max(0, both - one)
  return { bytes: Math.max(0, all.bytes - part.bytes), roundTrips: Math.max(0, all.roundTrips - part.roundTrips), serverMicroseconds }
}
