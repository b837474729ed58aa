/**
 * Names what is wrong in what a browser was answered, as a person would say it; a browser may load this file.
 *
 * What counts is what had been acknowledged *before* a request began: requests that overlap may see either state. A replica that does not know
 * the session takes nothing back: the others still owe it, so each such answer is named. As soon as somebody who is not known changes something,
 * a new session takes the place of the old one: that answer is named, and from then on the new session is what is owed.
 *
 * @module
 */
import type { Observation } from '@/lab/client/types'
import { type Acknowledged, afterAnswer } from './anomalies/acknowledged'
import { doingOf } from './anomalies/doings'
import { troubleOnTheWay, whatIsMissing } from './anomalies/judge'

/** The same observations, in the same order, with their anomalies. One whose anomalies are as before is the same object. */
export function nameAnomalies(observations: readonly Observation[]): readonly Observation[] {
  const named = new Map<Observation, Observation>()
  for (const group of byShopper(observations)) for (const [before, after] of judged(group)) named.set(before, after)
  return observations.map((each) => named.get(each) ?? each)
}

function byShopper(observations: readonly Observation[]): Iterable<Observation[]> {
  const groups = new Map<string, Observation[]>()
  for (const each of observations) {
    const name = `${each.mode} ${each.shopper}`
    const group = groups.get(name)
    if (group) group.push(each)
    else groups.set(name, [each])
  }
  return groups.values()
}

function judged(group: readonly Observation[]): [Observation, Observation][] {
  const inOrder = group.toSorted((a, b) => (a.answeredAt ?? Number.POSITIVE_INFINITY) - (b.answeredAt ?? Number.POSITIVE_INFINITY))
  const doings = group.filter((each) => doingOf(each) !== null)
  const states: { at: number; known: Acknowledged | null }[] = []
  let known: Acknowledged | null = null
  return inOrder.map((each) => {
    const before = states.findLast(({ at }) => at <= each.at)?.known ?? null
    const anomalies = [...whatIsMissing(before, each, doings), ...troubleOnTheWay(each)]
    known = afterAnswer(known, each)
    if (each.answeredAt !== null) states.push({ at: each.answeredAt, known })
    return [each, isSame(each.anomalies, anomalies) ? each : { ...each, anomalies }]
  })
}

function isSame(one: Observation['anomalies'], other: Observation['anomalies']): boolean {
  return one.length === other.length && one.every(({ kind, text }, i) => kind === other[i]?.kind && text === other[i]?.text)
}
