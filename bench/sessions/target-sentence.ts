import { FAMILY_NAMES, metricName } from './tables'
import { isClose, isReached, type Verdict } from './verdicts'

/** How many targets were reached, with the reserve that the figures ask for; empty where no store has a target. */
export function targetSentence(verdicts: readonly Verdict[], restless: boolean): string {
  const all = verdicts.filter(({ target }) => target !== null)
  if (all.length === 0) return ''
  const missed = all.filter((verdict) => isReached(verdict) === false)
  const close = all.filter(({ share, target }) => isClose(share, target))
  const count = missed.length === 0 ? `All ${all.length} targets are` : `${all.length - missed.length} of ${all.length} targets are`
  const parts = [
    `${count} reached by the medians of this run`,
    ...(missed.length > 0 ? [`not reached: ${listed(missed, ({ share, target }) => `${share?.median.toFixed(2)} of ${target}`)}`] : []),
    ...(close.length > 0
      ? [
          `${close.length === 1 ? 'one is' : `${close.length} are`} close, their quartiles on both sides of the target: ${listed(close, ({ share, target }) => `${share?.low.toFixed(2)}–${share?.high.toFixed(2)} around ${target}`)}`,
        ]
      : []),
  ]
  const reserve = restless ? ' The machine was too restless for more than that: take it as a first indication.' : ''
  return `${parts.join('; ')}.${reserve}`
}

function listed(verdicts: readonly Verdict[], figures: (verdict: Verdict) => string): string {
  return verdicts.map((verdict) => `${FAMILY_NAMES[verdict.family]} ${metricName(verdict)} (${figures(verdict)})`).join(', ')
}
