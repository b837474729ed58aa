/** Resolves when everything that can go on without time passing has done so: ticks come after all promises. */
export function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}

/** Resolves when whatever waits for the process has had its turn. */
export function othersHadTheirTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
