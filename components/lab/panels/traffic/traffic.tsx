'use client'

import { Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Lab, LabView } from '@/lab/client/types'
import type { ModeName } from '@/sessions/modes'
import { Panel } from '../panel'
import { Trouble } from '../trouble'
import { RUNS, type RunKind } from './plan'
import { Results } from './results'
import { type Progress, type RunResult, runTraffic } from './run'

type Running = { kind: RunKind; progress: Progress | null; abort: AbortController }
type Done = { mode: ModeName; result: RunResult }

const KINDS = ['twenty', 'tabs', 'shoppers'] as const

/** "Traffic": real requests from this page, and what was acknowledged against what is there. */
export function Traffic({ lab, view }: { lab: Lab; view: LabView }) {
  const { mode, state } = view
  const [running, setRunning] = useState<Running | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const [isBroken, setBroken] = useState(false)
  const current = useRef<AbortController | null>(null)

  useEffect(() => () => current.current?.abort(), [])

  const start = async (kind: RunKind) => {
    const abort = new AbortController()
    current.current = abort
    setBroken(false)
    setRunning({ kind, progress: null, abort })
    try {
      const onProgress = (progress: Progress) => setRunning({ kind, progress, abort })
      const result = await runTraffic(lab, kind, abort.signal, onProgress)
      if (result) setDone({ mode, result })
    } catch {
      setBroken(true)
    } finally {
      setRunning(null)
    }
  }

  const shown = done?.mode === mode ? done.result : null
  return (
    <Panel title="Traffic" aside="real requests from this page">
      <div className="flex flex-wrap gap-2">
        {KINDS.map((kind) => (
          <Button
            key={kind}
            variant="outline"
            className="max-sm:flex-1"
            disabled={running !== null && running.kind !== kind}
            aria-disabled={running?.kind === kind}
            pending={running?.kind === kind}
            onClick={() => (running ? undefined : void start(kind))}
          >
            {RUNS[kind].title}
          </Button>
        ))}
      </div>
      {running ? <UnderWay {...running} /> : null}
      {isBroken ? <Trouble className="mt-3">The run broke off: the browser could not send it. Load the page again.</Trouble> : null}
      {shown && !running ? <Results result={shown} replicas={replicasOf(view, shown)} /> : null}
      {!shown && !running ? (
        <dl className="mt-3 grid gap-1 text-sm text-soft">
          {KINDS.map((kind) => (
            <div key={kind}>
              <dt className="inline font-medium text-ink">{RUNS[kind].title}:</dt> <dd className="inline">{RUNS[kind].does}.</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {state === null ? <p className="mt-2 text-sm text-soft">The replicas have not answered yet.</p> : null}
    </Panel>
  )
}

function UnderWay({ progress, abort }: Running) {
  const { done, all } = progress ?? { done: 0, all: 0 }
  const text = progress === null ? 'Getting ready…' : done < all ? `${done} of ${all} answered` : 'Looking at what is there…'
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="min-w-40 flex-1 basis-56 tabular-nums">
        {text}
        <progress
          value={progress ? done : undefined}
          max={Math.max(1, all)}
          aria-label="Requests answered"
          className="lab-progress mt-1.5 block h-1.5 w-full"
        />
      </p>
      <Button
        variant="outline"
        icon={<Square size={14} fill="currentColor" aria-hidden />}
        disabled={abort.signal.aborted}
        onClick={() => abort.abort()}
      >
        Stop
      </Button>
    </div>
  )
}

/** All replicas of the stack, and those that answered and are no longer in it. */
function replicasOf({ state }: LabView, { byReplica }: RunResult): string[] {
  return [...new Set([...(state?.replicas.map(({ name }) => name) ?? []), ...Object.keys(byReplica)])].toSorted()
}
