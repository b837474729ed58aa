import { ensureBroken, replicaViews, upOf } from '../faults'
import { type Added, add, type Look, look } from '../requests'
import type { Outcome } from '../story'
import { type Teller, until } from '../teller'
import { letter, ms, number } from '../words'

/** All that are up have the very same of the session. */
export function agreed(teller: Teller) {
  return until(teller, 'the copies to be the same', (state) => {
    const views = replicaViews(state).filter(({ replica }) => upOf(state).includes(replica))
    return (
      views.length > 0 &&
      new Set(views.map(({ session }) => `${session?.id} ${session?.cartCount}`)).size === 1 &&
      views[0]?.session !== null
    )
  })
}

/** Cuts this one off from all others, and waits until both sides have noticed. */
export async function cutOff(teller: Teller, alone: string): Promise<void> {
  const state = await until(teller, 'the replicas', () => true)
  const others = upOf(state).filter((name) => name !== alone)
  for (const name of others) await ensureBroken(teller, { kind: 'cut', between: [name, alone] })
  await until(
    teller,
    'both sides to notice',
    ({ replicas }) =>
      replicas.every(({ name, status }) => !status || (status.lost.replicated ?? 0) >= (name === alone ? others.length : 1)),
    {
      remedy: 'heal',
    },
  )
}

/** Adds, and reads as long as the answer is on its way. */
export async function addAndWatch(teller: Teller) {
  let isOver = false
  const pending = add(teller).finally(() => {
    isOver = true
  })
  pending.catch(() => {}) // told below, by the same promise
  const looks: Look[] = []
  while (!isOver && looks.length < 12) {
    looks.push(await look(teller))
    await teller.clock.sleep(60, teller.signal)
  }
  return { added: await pending, looks }
}

/** What became of the changes of both sides. */
export function mergeOutcome(sides: { alone: string; acknowledged: number; byAlone: number; lost: number }): Outcome {
  const { acknowledged, byAlone, lost } = sides
  if (byAlone === 0)
    return { answer: 'refused', text: `${letter(sides.alone)} acknowledged nothing while it was alone, so there was nothing to merge.` }
  if (lost > 0) {
    const text = `${number(lost)} of ${acknowledged} acknowledged lamps are gone. This mode promises otherwise: that is a bug worth a report.`
    return { answer: 'one-side', text }
  }
  return {
    answer: 'merged',
    text: `${acknowledged} lamps, taken on both sides, are all there: a change says “one more”, not “now five”, so both histories can be played. The price was a stale read meanwhile.`,
  }
}

/** A member that has not answered for this long is taken for lost (ACK_MS in sessions/stores/cluster/core.ts). */
const PATIENCE_MS = 1_000

/** What an add cost while replication was slow. */
export function tellWait({ status, isDone, ms: took }: Added, usualMs: number | null): string {
  if (!isDone) return `The add was answered ${status} after ${ms(took)}: the copies did not have it in time.`
  const cost = `The add took ${ms(took)} in place of ${ms(usualMs)}`
  if ((took ?? 0) > PATIENCE_MS) return `${cost}: longer than replicas wait for each other before they look who is still there.`
  return `${cost}: it is answered when the copies have it (ack=applied).`
}
