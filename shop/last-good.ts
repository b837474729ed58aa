import { isDatabaseDown } from './database-errors'

/** After a failure the database is not asked again for this long, where an older answer will do. */
const PAUSE_MS = 2_000
const KEPT = 500

type Memory = { answers: Map<string, unknown>; pausedUntil: number }
const holder = globalThis as typeof globalThis & { __hopcartLastGood?: Memory }

/**
 * Reads from the database, and while that is away answers what was read last. For the catalogue only, so that it stays open: never
 * for what belongs to a shopper, nor for what carts and checkout decide by.
 */
export async function lastGood<T>(key: string, read: () => Promise<T>): Promise<T> {
  holder.__hopcartLastGood ??= { answers: new Map(), pausedUntil: 0 }
  const memory = holder.__hopcartLastGood
  const isKnown = memory.answers.has(key)
  if (isKnown && Date.now() < memory.pausedUntil) return memory.answers.get(key) as T
  try {
    return remember(memory, key, await read())
  } catch (error) {
    if (!isKnown || !isDatabaseDown(error)) throw error
    memory.pausedUntil = Date.now() + PAUSE_MS
    return memory.answers.get(key) as T
  }
}

/** Keeps the newest answers; what was read longest ago goes first. */
function remember<T>({ answers }: Memory, key: string, answer: T): T {
  answers.delete(key)
  answers.set(key, answer)
  for (const oldest of answers.keys()) {
    if (answers.size <= KEPT) break
    answers.delete(oldest)
  }
  return answer
}
