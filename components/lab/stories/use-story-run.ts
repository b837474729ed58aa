import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Lab } from '@/lab/client/types'
import { runStory, type StoryRun, type StoryState } from '@/lab/stories/run-story'
import type { Story } from '@/lab/stories/story'

const UNTOLD: StoryState = { phase: 'asking', predicted: null, begun: null, told: [], progress: null, trouble: null, outcome: null }

/** A telling of this story; `again` begins another one. It is left, and its faults are undone, when the card goes or the story changes. */
export function useStoryRun(lab: Lab, story: Story): { run: StoryRun | null; state: StoryState; again: () => void } {
  const [run, setRun] = useState<StoryRun | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt is a telling of its own
  useEffect(() => {
    const begun = runStory(lab, story)
    setRun(begun)
    const leave = () => void begun.leave()
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [lab, story, attempt])
  const subscribe = useCallback((listener: () => void) => run?.subscribe(listener) ?? (() => {}), [run])
  const state = useSyncExternalStore(
    subscribe,
    () => run?.state() ?? UNTOLD,
    () => UNTOLD,
  )
  return { run, state, again: () => setAttempt((before) => before + 1) }
}
