import type { Lab } from '@/lab/client/types'
import { beginClean } from './begin'
import { healEverything, othersOf, say } from './faults'
import { type Outcome, type Story, StoryTrouble, type Told } from './story'
import { type Clock, freshState, type Teller, WALL_CLOCK } from './teller'
import { capital } from './words'

type StoryPhase = 'asking' | 'ready' | 'running' | 'stuck' | 'over' | 'left'

/** All that a card shows of a telling. */
export type StoryState = {
  readonly phase: StoryPhase
  readonly predicted: string | null
  /** What had to be done before it began. */
  readonly begun: string | null
  readonly told: readonly (Told & { readonly name: string })[]
  /** What is being waited for. */
  readonly progress: string | null
  /** Why a step could not be done, and what would help. */
  readonly trouble: { readonly text: string; readonly remedy: 'heal' | 'again' } | null
  readonly outcome: (Outcome & { readonly wasPredicted: boolean }) | null
}

/** A story being told. */
export type StoryRun = {
  readonly story: Story
  readonly steps: readonly string[]
  readonly state: () => StoryState
  readonly subscribe: (listener: () => void) => () => void
  readonly predict: (choice: string) => void
  /** Does the next step, or the same again after trouble; `heal`: undoes all faults of the stack before. Ignored while one runs. */
  readonly next: (how?: { heal?: boolean }) => Promise<void>
  /** Leaves it, also in the middle of a step, and undoes its faults. */
  readonly leave: () => Promise<void>
}

/** Begins to tell a story on this stack. Nothing happens before the first `next`. */
export function runStory(lab: Lab, story: Story, { clock = WALL_CLOCK }: { clock?: Clock } = {}): StoryRun {
  const script = story.script()
  const steps = script.steps.map(({ name }) => name)
  const leaving = new AbortController()
  const listeners = new Set<() => void>()
  let state: StoryState = { phase: 'asking', predicted: null, begun: null, told: [], progress: null, trouble: null, outcome: null }
  let isClean = false
  const set = (part: Partial<StoryState>) => {
    if (state.phase === 'left') return
    state = { ...state, ...part }
    for (const listener of listeners) listener()
  }
  const teller: Teller = {
    lab,
    clock,
    signal: leaving.signal,
    ownFaults: new Set(),
    progress: (progress) => progress !== state.progress && set({ progress }),
    use: (mode) => lab.view().mode !== mode && lab.setMode(mode),
  }
  const undo = async () => {
    const ids = [...teller.ownFaults]
    teller.ownFaults.clear()
    await Promise.all(ids.map((id) => lab.heal(id).catch(() => {}))) // undone by itself after a minute at the latest
  }
  const doStep = async (heal: boolean) => {
    if (heal && isClean) await healEverything(teller)
    if (!isClean) {
      const begun = await beginClean(teller, story.mode)
      isClean = true
      set({ begun })
    }
    const step = script.steps[state.told.length]
    if (!step) return
    const told = await step.run(teller)
    leaving.signal.throwIfAborted()
    set({ told: [...state.told, { ...told, name: step.name }], progress: null })
  }
  return {
    story,
    steps,
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    predict: (predicted) => state.phase === 'asking' && set({ predicted }),
    next: async ({ heal = false } = {}) => {
      if (state.phase === 'running' || state.phase === 'over' || state.phase === 'left') return
      set({ phase: 'running', trouble: null })
      try {
        await doStep(heal)
        if (state.told.length < steps.length) return set({ phase: 'ready' })
        await undo()
        const outcome = script.outcome()
        set({ phase: 'over', outcome: { ...outcome, wasPredicted: outcome.answer === state.predicted } })
      } catch (error) {
        if (leaving.signal.aborted) return
        set({ phase: 'stuck', progress: null, trouble: await explain(error, teller) })
      }
    },
    leave: async () => {
      set({ phase: 'left', progress: null })
      leaving.abort(new Error('The story was left.'))
      await undo()
    },
  }
}

async function explain(error: unknown, teller: Teller): Promise<NonNullable<StoryState['trouble']>> {
  const others = othersOf(await freshState(teller).catch(() => null), teller.ownFaults)
  const text = error instanceof Error ? error.message : String(error)
  if (others.length > 0) return { text: `${text} ${capital(say(others))} on.`, remedy: 'heal' }
  return { text, remedy: error instanceof StoryTrouble ? error.remedy : 'again' }
}
