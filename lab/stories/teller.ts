import type { Lab } from '@/lab/client/types'
import type { LabState } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { StoryTrouble } from './story'

/** The time that stories wait by; tests hand in one that runs faster. */
export type Clock = { readonly now: () => number; readonly sleep: (ms: number, signal: AbortSignal) => Promise<void> }

/** Wall time. A wait ends at once, by throwing the signal's reason, when the story is left. */
export const WALL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', leave)
        resolve()
      }, ms)
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
    }),
}

/** What a step has in its hands. */
export type Teller = {
  readonly lab: Lab
  readonly clock: Clock
  /** Aborted when the story is left. */
  readonly signal: AbortSignal
  /** Says what is being waited for; null: nothing any more. */
  readonly progress: (text: string | null) => void
  /** The faults that this story has ordered, by id. */
  readonly ownFaults: Set<string>
  /** Changes the mode that the page shows and that requests go to. */
  readonly use: (mode: ModeName) => void
}

const POLL_MS = 300

/** Polls the stack until it is so; the state that was is returned. @throws StoryTrouble when it is not so in time */
export async function until(
  teller: Teller,
  waitingFor: string,
  isSo: (state: LabState) => boolean,
  { limitMs = 30_000, remedy = 'again' }: { limitMs?: number; remedy?: 'heal' | 'again' } = {},
): Promise<LabState> {
  const { clock, lab, progress, signal } = teller
  const began = clock.now()
  for (;;) {
    signal.throwIfAborted()
    const state = await freshState(teller)
    if (state && isSo(state)) {
      progress(null)
      return state
    }
    const waitedMs = clock.now() - began
    if (waitedMs > limitMs) {
      progress(null)
      const silence = lab.view().isStale ? 'No replica answers the Lab at the moment. ' : ''
      throw new StoryTrouble(`${silence}Waited ${Math.round(waitedMs / 1000)} s for ${waitingFor}, in vain.`, remedy)
    }
    progress(waitedMs < 1000 ? `Waiting for ${waitingFor}` : `Waiting for ${waitingFor}: ${Math.round(waitedMs / 1000)} s`)
    await clock.sleep(POLL_MS, signal)
  }
}

/** The state of the stack as of now; null when nobody could be asked. */
export async function freshState({ lab, signal }: Pick<Teller, 'lab' | 'signal'>): Promise<LabState | null> {
  const before = lab.view().state
  await lab.refresh().catch(() => {})
  signal.throwIfAborted()
  const { state, mode } = lab.view()
  return state === before || state?.xray.mode !== mode ? null : state
}
