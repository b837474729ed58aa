import type { Call, History, LastWord, Life, Line } from './history'

/** What became of the changes, and for how long nobody was served. */
export type Judgement = {
  /** Changes that were acknowledged, the calls for a session's beginning and end included. */
  readonly acknowledged: number
  /** Those of them that were acknowledged before the fault began: what it might have taken away. */
  readonly before: number
  /** Those of them of which nothing can be said: of sessions whose sign-in or sign-out nobody answered. */
  readonly unchecked: number
  /** Acknowledged adds that are not there, and acknowledged removals that are undone: one of the two, never both, for each line. */
  readonly lost: number
  /** Of them those that had asked not to be lost, with sign-ins of which nothing is left. */
  readonly durableLost: number
  readonly doubled: number
  readonly zombies: number
  /** Signed-in people whose session is gone, or who were told so. */
  readonly signedOut: number
  readonly staleReads: number
  readonly refused: number
  /** The longest that any client went without an answer, though it tried all the time, in milliseconds. */
  readonly unavailableMs: number
  /** From the beginning of the fault to the last refusal, in milliseconds; null: nothing was refused. */
  readonly recoveredMs: number | null
  readonly longestCallMs: number
  /** From the fault back to the earliest acknowledgement that was lost, in milliseconds; negative: acknowledged after it began. Null: none. */
  readonly lostBackToMs: number | null
  /** From the fault to the latest acknowledgement that was lost, in milliseconds. Null: none. */
  readonly lostUpToMs: number | null
}

/** Compares what was acknowledged with what is there. @param faultAt when the fault began */
export function judge({ lives, calls }: History, words: readonly LastWord[], faultAt: number): Judgement {
  const lostAt: number[] = []
  let [durableLost, doubled, zombies, signedOut, unchecked] = [0, 0, 0, 0, 0]
  for (const { life, attributes } of words) {
    if (life.endedAt !== null && attributes !== null) zombies++
    const known = life.endedAt === null ? attributes : life.last
    // It may have ended, or have another token: nobody answered.
    if (life.ending || life.signingIn || known === undefined) {
      unchecked += acknowledgedAt(life).length
      continue
    }
    // There, and its owner was told that it was not.
    if (known !== null && life.goneAt !== null && life.signedInAt !== null) signedOut++
    if (known === null && life.signedInAt !== null) {
      signedOut++
      durableLost++
      lostAt.push(life.signedInAt)
    }
    for (const line of life.lines) {
      const value = Number(known?.[line.key] ?? 0)
      const at = lostLine(line, value)
      if (at !== null) lostAt.push(at)
      if (at !== null && line.durable) durableLost++
      if (value > 1 || line.isDoubled) doubled++
    }
  }
  const refusals = calls.filter(({ ok }) => !ok)
  const acknowledged = lives.flatMap(acknowledgedAt)
  return {
    acknowledged: acknowledged.length,
    before: acknowledged.filter((at) => at < faultAt).length,
    unchecked,
    lost: lostAt.length,
    durableLost,
    doubled,
    zombies,
    signedOut,
    staleReads: lives.reduce((sum, { staleReads }) => sum + staleReads, 0),
    refused: refusals.length,
    unavailableMs: longestGap(calls),
    recoveredMs: refusals.length === 0 ? null : largest(refusals.map(({ at, ms }) => at + ms)) - faultAt,
    longestCallMs: largest(calls.map(({ ms }) => ms)),
    lostBackToMs: lostAt.length === 0 ? null : faultAt + largest(lostAt.map((at) => -at)),
    lostUpToMs: lostAt.length === 0 ? null : largest(lostAt) - faultAt,
  }
}

/** When what was lost of a line had been acknowledged; null: nothing was. A removal that nobody answered may have happened or not. */
function lostLine({ addedAt, removal }: Line, value: number): number | null {
  if (removal?.acknowledgedAt != null) return value > 0 ? removal.acknowledgedAt : null
  return addedAt !== null && removal === null && value === 0 ? addedAt : null
}

/** When each of a life's changes was acknowledged. */
function acknowledgedAt({ lines, signedInAt, endedAt }: Life): number[] {
  const ofLines = lines.flatMap(({ addedAt, removal }) => [addedAt, removal?.acknowledgedAt ?? null])
  return [...ofLines, signedInAt, endedAt].filter((at) => at !== null)
}

/** From the first refusal after an answer to the next answer, of the unluckiest client; 0 when nothing was refused. */
function longestGap(calls: readonly Call[]): number {
  const since = new Map<number, number>()
  let longest = 0
  for (const { client, at, ms, ok } of calls) {
    if (!ok) {
      if (!since.has(client)) since.set(client, at)
      continue
    }
    const began = since.get(client)
    if (began === undefined) continue
    longest = Math.max(longest, at + ms - began)
    since.delete(client)
  }
  return longest
}

/** Of any number of figures: as arguments of Math.max there may be too many. 0 of none. */
function largest(figures: readonly number[]): number {
  return figures.length === 0 ? 0 : figures.reduce((most, each) => Math.max(most, each))
}
