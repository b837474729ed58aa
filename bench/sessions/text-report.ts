import { textTable } from '../table'
import type { BenchResult } from './result'
import { correctnessTable, FAMILY_NAMES, figuresTable, peerTable, targetTable } from './tables'
import { targetSentence } from './target-sentence'
import { brokenPromises, isRestless, noiseOf, verdictsOf } from './verdicts'

/** Everything for the terminal, the verdicts last. */
export function textReport(result: BenchResult): string {
  const { families, machine } = result
  const parts = families.map((family) => `${FAMILY_NAMES[family]}\n\n${textTable(figuresTable(result, family))}`)
  const targets = targetTable(result)
  if (targets.length > 1) parts.push(`Share of the floor's operations per second\n\n${textTable(targets)}`)
  parts.push(`Beside the peers (who are spared their work before the store, ${(result.frontCostMs * 1000).toFixed(1)} µs a request)

${textTable(peerTable(result))}`)
  parts.push(`What was acknowledged, and what was there\n\n${textTable(correctnessTable(result))}`)
  parts.push(
    [
      `${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}${machine.redis ? `, Redis ${machine.redis}` : ''}${machine.postgres ? `, Postgres ${machine.postgres}` : ''}; ${result.rounds} rounds in ${result.minutes} minutes`,
      noiseLine(result),
      ...verdictLines(result),
    ].join('\n'),
  )
  return parts.join('\n\n')
}

/** How far the machine can be believed. */
export function noiseLine({ cells, load, machine }: BenchResult): string {
  const { usual, worst } = noiseOf(cells)
  const calm = isRestless(cells) ? ' Too restless to be relied upon: measure again in a quiet moment.' : ''
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const busy = load.before > machine.cores / 4 ? `; the machine was not idle when it began (load average ${load.before.toFixed(1)})` : ''
  return `Noise: the middle half of the rounds spanned ${percent(usual)} of the median in the usual cell, ${percent(worst)} in the worst${busy}.${calm}`
}

function verdictLines(result: BenchResult): string[] {
  const verdicts = verdictsOf(result)
  const beaten = verdicts.filter(({ peer }) => peer.isBeaten)
  const broken = brokenPromises(result)
  const targets = targetSentence(verdicts, isRestless(result.cells))
  return [
    ...(targets ? [targets] : []),
    `Faster than the peers, by the medians: on ${beaten.length} of ${verdicts.length} lines.`,
    broken.length === 0 ? 'Hopcart lost, doubled and revived nothing.' : `BROKEN: ${broken.join('; ')}`,
  ]
}
