import { anomalyBetween, type Doing, type LabAnswer } from './lab-bar-answer'

/** In this tab, over page loads: the last answer, and what the shopper did since. */
const KEY = 'hopcart:lab-bar'
/** A doing that no answer has confirmed by then did not happen. */
const DOING_MS = 15_000

type Memory = { before: LabAnswer | null; did: { what: Doing; at: number }[] }

/** Notes what the shopper does, before the answer that shows it. */
export function noteDoing(what: Doing): void {
  const { before, did } = load()
  save({ before, did: [...did, { what, at: Date.now() }] })
}

/** The shopper's own change has made it this many things: fewer in the next answer are an anomaly. */
export function expectCart(countFrom: (shown: number) => number): void {
  const { before, did } = load()
  if (before) save({ before: { ...before, cartCount: countFrom(before.cartCount) }, did })
}

/** Takes an answer in: what vanished since the one before, or null. */
export function takeAnswer(after: LabAnswer): string | null {
  const { before, did } = load()
  const recent = did.filter(({ at }) => Date.now() - at < DOING_MS)
  const anomaly = anomalyBetween(
    before,
    after,
    recent.map(({ what }) => what),
  )
  // A sign-out counts until an answer shows it; an answer may have been under way already.
  const pending = recent.filter(({ what }) => what === 'sign-out' && after.signedIn)
  if (after.reached) save({ before: after, did: pending })
  return anomaly
}

function load(): Memory {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '') as Memory
  } catch {
    return { before: null, did: [] }
  }
}

function save(memory: Memory): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(memory))
  } catch {
    // Storage may be off; then only answers within one page are compared.
  }
}
