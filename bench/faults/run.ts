import { setTimeout as sleep } from 'node:timers/promises'
import { type SessionStore, StoreUnavailable } from '../../sessions'
import type { History, LastWord } from './history'
import { type Judgement, judge } from './judge'
import type { Fault, Place } from './place'
import { Shopper } from './shopper'

export type RunOptions = {
  readonly clients: number
  /** Before the fault, and after everybody is served again. */
  readonly aroundMs: number
}

/** Replicas, each with a store of its own. */
const REPLICAS = 3
/** How long the store may take to serve everybody again after the fault is undone, and to say its last word. */
const PATIENCE_MS = 60_000
/** Nobody was refused for so long: everybody is served again. */
const QUIET_MS = 1_500

/** Breaks a place while clients go on, mends it, waits until all are served, and compares what was acknowledged with what every replica says. */
export async function runFault(place: Place, fault: Fault, { clients, aroundMs }: RunOptions): Promise<Judgement> {
  const replicas = Array.from({ length: REPLICAS }, () => place.open())
  let isOver = false
  const shoppers = Array.from({ length: clients }, (_, i) => new Shopper(i, { replicas, goesOn: () => !isOver }))
  const running = Promise.all(shoppers.map((shopper) => shopper.run()))
  // A shopper that fails of something else ends the run at once, below.
  running.catch(() => undefined)
  try {
    await Promise.race([sleep(aroundMs), running])
    const faultAt = performance.now()
    await fault.begin()
    await Promise.race([sleep(fault.lastsMs), running])
    await fault.end()
    await untilServed(shoppers)
    await sleep(aroundMs)
    isOver = true
    await running
    const lives = shoppers.flatMap((shopper) => shopper.lives)
    const calls = shoppers.flatMap((shopper) => shopper.calls).sort((a, b) => a.at - b.at)
    const history: History = { lives, calls }
    return judge(history, await lastWords(history, replicas), faultAt)
  } finally {
    isOver = true
    await Promise.all(replicas.map((store) => store.close()))
  }
}

async function untilServed(shoppers: readonly Shopper[]): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    const since = performance.now() - QUIET_MS
    const all = shoppers.map(({ calls }) => calls.filter(({ at, ms }) => at + ms > since))
    if (all.every((last) => last.length > 0 && last.every(({ ok }) => ok))) return
    if (performance.now() > deadline)
      throw new Error(`Not everybody was served again within ${PATIENCE_MS / 1000} s after the fault was undone.`)
  }
}

/** Every session as every replica sees it. @throws when replicas differ: they share one store */
async function lastWords({ lives }: History, replicas: readonly SessionStore[]): Promise<LastWord[]> {
  const words: LastWord[] = []
  for (const life of lives) {
    const views = await Promise.all(replicas.map((store) => patient(() => store.read(life.token))))
    const [first = null, ...others] = views.map((session) => session?.attributes ?? null)
    if (others.some((view) => JSON.stringify(view) !== JSON.stringify(first)))
      throw new Error('Two replicas read the same session differently.')
    words.push({ life, attributes: first })
  }
  return words
}

async function patient<T>(call: () => Promise<T>): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() > deadline) throw error
    }
  }
}
