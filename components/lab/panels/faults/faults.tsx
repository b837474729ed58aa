'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Lab, LabView } from '@/lab/client/types'
import { Panel } from '../panel'
import { SettledStatus } from '../settled-status'
import { Trouble } from '../trouble'
import { useNow } from '../use-now'
import { counted, msText } from '../words'
import { faultText, listedFaults } from './breakable'
import { FaultRow } from './fault-row'
import { Orders } from './orders'

/** "Break something": what can be broken in the mode at hand, what is broken, and how long the healing took. */
export function Faults({ lab, view }: { lab: Lab; view: LabView }) {
  const { mode, state } = view
  const now = useNow(state?.at ?? null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const faults = listedFaults(state?.faults ?? [])
  const on = faults.filter(({ undone }) => undone === null)

  const attempt = async (what: string, work: () => Promise<unknown>) => {
    setBusy(what)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'That did not work. Try again.')
    } finally {
      setBusy((now) => (now === what ? null : now))
    }
  }

  return (
    <Panel title="Break something" aside="undone by itself after a minute">
      <Orders mode={mode} state={state} onOrder={(order) => void attempt('order', () => lab.break(order))} />
      {problem ? <Trouble className="mt-3">{problem}</Trouble> : null}
      {faults.length > 0 && now !== null ? (
        <ul className="mt-4 border-b border-line" aria-label="Faults">
          {faults.map((fault) => (
            <FaultRow
              key={fault.id}
              {...{ fault, now }}
              isUndoing={busy === fault.id}
              onUndo={(id) => void attempt(id, () => lab.heal(id))}
            />
          ))}
        </ul>
      ) : null}
      <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="flex-1 basis-56 text-sm text-soft">These are real, and everybody who visits this stack meets the same faults.</p>
        <Button disabled={on.length === 0} pending={busy === 'all'} onClick={() => void attempt('all', () => lab.heal())}>
          Heal all
        </Button>
      </div>
      <SettledStatus text={statusText(faults)} />
    </Panel>
  )
}

/** Without seconds that count: it is read out whenever it changes. */
function statusText(faults: ReturnType<typeof listedFaults>): string {
  const on = faults.filter(({ undone }) => undone === null)
  if (on.length > 0) return `${counted(on.length, 'fault')}: ${on.map(faultText).join(', ')}.`
  const last = faults[0]
  if (!last) return ''
  return `${faultText(last)}: ${last.healedMs === null ? 'undone, healing' : `healed in ${msText(last.healedMs)}`}.`
}
