'use client'

import { type KeyboardEvent, useCallback, useId, useState } from 'react'
import type { Lab, LabView } from '@/lab/client/types'
import { replicaLetter } from '@/lab/names'
import { Panel } from '../panel'
import { SettledStatus } from '../settled-status'
import { counted } from '../words'
import { Chip } from './chip'
import { Details } from './details'
import { download, exportText } from './export'
import { passes, type RibbonFilter, requestName } from './found'
import { Toolbar } from './toolbar'
import { useNewestInView } from './use-newest-in-view'

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at) => at + 1,
  ArrowDown: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
}

/** "Your requests": one chip for each, newest last. The chips are one stop of the tab key; arrows move between them. */
export function Ribbon({ lab, view }: { lab: Lab; view: LabView }) {
  const [filter, setFilter] = useState<RibbonFilter>('all')
  const [open, setOpen] = useState<string | null>(null)
  const [stop, setStop] = useState<string | null>(null)
  const detailsId = useId()
  const { observations } = view
  const shown = observations.filter((each) => passes(filter, each))
  const odd = observations.filter(({ anomalies }) => anomalies.length > 0)
  const list = useNewestInView(observations)
  const stopKey = shown.some(({ key }) => key === stop) ? stop : shown.at(-1)?.key
  const detailed = shown.find(({ key }) => key === open)

  const onToggle = useCallback((key: string) => {
    setStop(key)
    setOpen((before) => (before === key ? null : key))
  }, [])
  const onMove = useCallback((event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key === 'Escape') setOpen(null)
    const move = MOVES[event.key]
    if (!move) return
    event.preventDefault()
    const chips = [...(event.currentTarget.closest('ul')?.querySelectorAll<HTMLElement>('[data-chip]') ?? [])]
    const next = chips[move(chips.indexOf(event.currentTarget), chips.length)]
    next?.focus()
    if (next?.dataset.chip) setStop(next.dataset.chip)
  }, [])
  const close = () => {
    const chip = list.current?.querySelector<HTMLElement>('[aria-expanded="true"]')
    setOpen(null)
    chip?.focus()
  }

  return (
    <Panel title="Your requests" aside={observations.length > 0 ? `newest last · ${counted(odd.length, 'anomaly', 'anomalies')}` : null}>
      <Toolbar
        filter={filter}
        replicas={view.state?.replicas.map(({ name }) => name) ?? []}
        isEmpty={observations.length === 0}
        onFilter={setFilter}
        onClear={() => lab.clear()}
        onExport={() => download(`hopcart-${view.mode}.json`, exportText(view, new Date()))}
      />
      <div ref={list} className="relative -m-1 max-h-[22.5rem] overflow-y-auto overscroll-y-contain p-1">
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(8.25rem,1fr))] sm:grid-cols-[repeat(auto-fill,minmax(10.25rem,1fr))] gap-1.5">
          {shown.map((each) => (
            <li key={each.key} className="flex min-w-0">
              <Chip {...{ each, detailsId, onToggle, onMove }} mode={view.mode} isOpen={each.key === open} isStop={each.key === stopKey} />
            </li>
          ))}
        </ul>
        {shown.length === 0 ? <Nothing isFiltered={observations.length > 0} /> : null}
      </div>
      {detailed ? <Details id={detailsId} each={detailed} onClose={close} /> : null}
      <SettledStatus text={lastAnomaly(odd)} />
    </Panel>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <p className="max-w-[60ch] py-3 text-soft">
      {isFiltered
        ? 'None of the requests is of this kind. Choose “All requests” to see them.'
        : 'No request yet. Send 20 from here, or open the shop in another tab: each request of this browser appears here as it is answered.'}
    </p>
  )
}

function lastAnomaly(odd: LabView['observations']): string {
  const last = odd.at(-1)
  if (!last) return ''
  const who = last.replica ? `Replica ${replicaLetter(last.replica)}` : 'Nobody'
  return `${who}, ${last.method} ${requestName(last)}: ${last.anomalies.map(({ text }) => text).join(', ')}`
}
