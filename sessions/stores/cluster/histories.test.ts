import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AckLevel } from './core'
import type { Copies } from './placement'
import { type History, histories, historiesWithoutCrash } from './testing/commands'
import { play } from './testing/play'
import { faultsOf } from './testing/verdict'

/** How many histories each design is driven through; HOPCART_HISTORIES=10000 for a night. */
const RUNS = Number(process.env.HOPCART_HISTORIES ?? 250)
/** Those of one seed, so that nobody is stopped by what somebody else has not found yet; HOPCART_SEED=random, or a number, plays others. */
const WANTED = process.env.HOPCART_SEED ?? '20261121'
const SEED = WANTED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(WANTED)
const LONG_MS = 3_600_000

async function expectPromisesKept(some: fc.Arbitrary<History>, copies: Copies, ack: AckLevel, numRuns: number): Promise<void> {
  let played = 0
  const property = fc.asyncProperty(some, async (history) => {
    played++
    const end = await play(history, copies, ack)
    const faults = faultsOf(end, history)
    for (let index = 0; index < history.members; index++) end.world.crash(index)
    expect(faults).toEqual([])
  })
  await fc.assert(property, { numRuns, seed: SEED, verbose: 0 })
  console.log(`${played} histories, copies ${copies}, ack ${ack}, seed ${SEED}`)
}

for (const copies of ['all', 2] as const) {
  const design = copies === 'all' ? 'replicated' : 'primary-backup'
  test(
    `${design}: no acknowledged change is lost or doubled, nothing ended lives, every read is right, and all members agree in the end`,
    {
      timeout: LONG_MS,
    },
    () => expectPromisesKept(histories, copies, 'applied', RUNS),
  )

  test.each(['none', 'received'] as const)(
    `${design}: where %s is waited for, nothing is lost, doubled or revived unless a member crashes`,
    {
      timeout: LONG_MS,
    },
    (ack) => expectPromisesKept(historiesWithoutCrash, copies, ack, Math.ceil(RUNS / 5)),
  )
}
