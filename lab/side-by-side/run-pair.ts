import type { Lab } from '@/lab/client/types'
import type { ModeName } from '@/sessions/modes'
import { beginClean } from '../stories/begin'
import { healEverything } from '../stories/faults'
import { StoryTrouble, type Told } from '../stories/story'
import { type Clock, type Teller, WALL_CLOCK } from '../stories/teller'
import { type ComparisonRow, compare } from './compare'
import type { PairScript, PairStep } from './scripts'
import { newSide, type Side } from './side'

/** A row of the picture: what both sides did in one step; null: not yet. */
type PairRow = { readonly name: string; readonly left: Told | null; readonly right: Told | null }

export type PairState = {
  readonly phase: 'ready' | 'running' | 'stuck' | 'over' | 'left'
  readonly rows: readonly PairRow[]
  readonly progress: string | null
  readonly trouble: { readonly text: string; readonly remedy: 'heal' | 'again' } | null
  readonly comparison: readonly ComparisonRow[] | null
}

/** Two modes doing the same, in step: neither begins a step before both have done the one before. */
export type PairRun = {
  readonly state: () => PairState
  readonly subscribe: (listener: () => void) => () => void
  /** Does the next step on both sides, or all that are left. Ignored while one runs. */
  readonly next: (how?: { all?: boolean; heal?: boolean }) => Promise<void>
  /** Leaves it, and undoes its faults. */
  readonly leave: () => Promise<void>
}

type Half = { readonly lab: Lab; readonly mode: ModeName }

export function runPair(script: PairScript, left: Half, right: Half, { clock = WALL_CLOCK }: { clock?: Clock } = {}): PairRun {
  const leaving = new AbortController()
  const listeners = new Set<() => void>()
  const ownFaults = new Set<string>()
  const rows = script.steps.map(({ name }): PairRow => ({ name, left: null, right: null }))
  let state: PairState = { phase: 'ready', rows, progress: null, trouble: null, comparison: null }
  const set = (part: Partial<PairState>) => {
    if (state.phase === 'left') return
    state = { ...state, ...part }
    for (const listener of listeners) listener()
  }
  const sideOf = ({ lab, mode }: Half): Side => {
    const use: Teller['use'] = (to) => lab.view().mode !== to && lab.setMode(to)
    return newSide(mode, {
      lab,
      clock,
      signal: leaving.signal,
      ownFaults,
      use,
      progress: (text) => set({ progress: text && `${mode}: ${text}` }),
    })
  }
  const sides = [sideOf(left), sideOf(right)] as const
  let isClean = false
  let done = 0
  const undo = async () => {
    const ids = [...ownFaults]
    ownFaults.clear()
    await Promise.all(ids.map((id) => left.lab.heal(id).catch(() => {}))) // undone by itself after a minute at the latest
  }
  const doNext = async (heal: boolean) => {
    if (heal) await healEverything(sides[0].teller)
    if (!isClean) for (const side of sides) await beginClean(side.teller, side.mode)
    isClean = true
    const [one, other] = await doBoth(script.steps[done] as PairStep, sides)
    leaving.signal.throwIfAborted()
    const at = done++
    set({ progress: null, rows: state.rows.map((row, index) => (index === at ? { ...row, left: one, right: other } : row)) })
  }
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    next: async ({ all = false, heal = false } = {}) => {
      if (state.phase !== 'ready' && state.phase !== 'stuck') return
      set({ phase: 'running', trouble: null })
      try {
        await doNext(heal)
        while (all && done < script.steps.length) await doNext(false)
        if (done < script.steps.length) return set({ phase: 'ready' })
        await undo()
        set({ phase: 'over', comparison: compare(...sides) })
      } catch (error) {
        if (leaving.signal.aborted) return
        const text = error instanceof Error ? error.message : String(error)
        set({ phase: 'stuck', progress: null, trouble: { text, remedy: error instanceof StoryTrouble ? error.remedy : 'again' } })
      }
    },
    leave: async () => {
      set({ phase: 'left' })
      leaving.abort(new Error('The comparison was left.'))
      await undo()
    },
  }
}

/** Waits for both, also when one fails: the next try must not meet a half that still runs. */
async function doBoth(step: PairStep, [left, right]: readonly [Side, Side]): Promise<readonly [Told, Told]> {
  if ('once' in step) return step.once(left, right)
  if ('inTurn' in step) return [await step.inTurn(left), await step.inTurn(right)]
  const [one, other] = await Promise.allSettled([step.both(left), step.both(right)])
  if (one.status === 'rejected') throw one.reason
  if (other.status === 'rejected') throw other.reason
  return [one.value, other.value]
}
