import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Lab } from '@/lab/client/types'
import { type PairRun, type PairState, runPair } from '@/lab/side-by-side/run-pair'
import type { PairScript } from '@/lab/side-by-side/scripts'
import type { ModeName } from '@/sessions/modes'

type Made = { run: PairRun; left: Lab; right: Lab }

/** A comparison of these two, each with a Lab of its own; left, and its faults undone, when something else is chosen. */
export function usePairRun(createLab: (mode: ModeName) => Lab, script: PairScript, left: ModeName, right: ModeName) {
  const [made, setMade] = useState<Made | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt is a comparison of its own
  useEffect(() => {
    const labs = { left: createLab(left), right: createLab(right) }
    const run = runPair(script, { lab: labs.left, mode: left }, { lab: labs.right, mode: right })
    setMade({ run, ...labs })
    const leave = () => void run.leave()
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [createLab, script, left, right, attempt])
  const run = made?.run ?? null
  const subscribe = useCallback((listener: () => void) => run?.subscribe(listener) ?? (() => {}), [run])
  const state = useSyncExternalStore<PairState | null>(
    subscribe,
    () => run?.state() ?? null,
    () => null,
  )
  return { run, state, again: () => setAttempt((before) => before + 1) }
}
