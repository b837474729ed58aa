import type { Judgement } from './judge'
import type { Fault } from './place'

/**
 * How far back before a fault an acknowledged change may lie that had no copy yet, in milliseconds: the lag that `min-replicas-max-lag` allows (3 s,
 * counted in whole seconds by the master), and a second to notice.
 */
const LAG_MS = 4_000

/** What all runs of a fault broke of what is promised, and an admitted weakness that none of them has shown; empty when all is as said. */
export function verdict(fault: Pick<Fault, 'mayLose' | 'lastsMs' | 'mustShow'>, runs: readonly Judgement[]): string[] {
  const wrong = new Set(runs.flatMap((run) => broken(fault, run)))
  if (fault.mustShow && runs.every(({ lost }) => lost === 0)) wrong.add('the weakness did not show')
  return [...wrong]
}

/** What a run broke of what is promised, in words; empty when it held. */
function broken({ mayLose, lastsMs }: Pick<Fault, 'mayLose' | 'lastsMs'>, run: Judgement): string[] {
  const wrong: string[] = []
  // A run in which there was nothing to lose, or nothing to lose it, tells nothing.
  if (run.before === 0) wrong.push('nothing was acknowledged before the fault')
  if (run.unchecked * 2 > run.acknowledged) wrong.push(`${run.unchecked} could not be checked`)
  if (lastsMs > 0 && run.refused === 0) wrong.push('nobody noticed the fault')
  if (run.doubled > 0) wrong.push(`${run.doubled} doubled`)
  if (run.zombies > 0) wrong.push(`${run.zombies} alive after sign-out`)
  if (run.signedOut > 0) wrong.push(`${run.signedOut} signed out`)
  if (run.durableLost > 0) wrong.push(`${run.durableLost} lost that must not be`)
  if (mayLose === 'nothing') {
    if (run.lost > 0) wrong.push(`${run.lost} lost`)
    if (run.staleReads > 0) wrong.push(`${run.staleReads} stale reads`)
    return wrong
  }
  const { lostBackToMs, lostUpToMs } = run
  if (lostBackToMs !== null && lostBackToMs > LAG_MS)
    wrong.push(`lost what was acknowledged ${Math.round(lostBackToMs)} ms before the fault`)
  if (lostUpToMs !== null && lostUpToMs > lastsMs + LAG_MS)
    wrong.push(`lost what was acknowledged ${Math.round(lostUpToMs)} ms after it began`)
  return wrong
}
