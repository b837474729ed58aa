'use client'

import clsx from 'clsx'
import { useReducedMotion } from 'motion/react'
import { useId } from 'react'
import type { LabView } from '@/lab/client/types'
import type { FaultOrder } from '@/lab/contract'
import { replicaLetter } from '@/lab/names'
import { isSet, storeOf } from '@/lab/stores'
import { counted } from './counts'
import { LastRequest } from './last-request'
import { nearCacheText } from './near-cache-text'
import { NodeTable } from './node-table'
import { replicaFacts } from './replica-facts'
import { Scene } from './scene'
import { setSentence } from './set-facts'
import { type Surroundings, surroundingsOf } from './surroundings'
import { BAD } from './tones'
import { useTakeovers } from './use-takeovers'
import { useTrips } from './use-trips'

const SERVER_NAME = /((?:redis|sentinel)-[-\w]*\d)/

type Props = { view: LabView; onBreak: (order: FaultOrder) => void; className?: string }

/**
 * The stack as it is now, with every request of this browser on its way through it: You, nginx, the replicas, and what the mode at hand keeps
 * sessions in. Its nodes open their faults. A card of its own, from 256 pixels of width.
 */
export function Topology(props: Props) {
  // What has run, and what is open, belongs to one mode.
  return <Picture key={props.view.mode} {...props} />
}

function Picture({ view, onBreak, className }: Props) {
  const heading = useId()
  const moves = useReducedMotion() === false
  const { trips, currentKey } = useTrips(view, moves)
  const replicas = replicaFacts(view)
  const kind = storeOf(view.mode)
  const taken = useTakeovers(view.state?.stores.find(({ store }) => store === kind)?.set?.servers)
  const surroundings = surroundingsOf(view, taken)
  const set = surroundings.store?.set
  const nearCache = nearCacheText(view)
  const done = view.observations.filter(({ mode, pending }) => mode === view.mode && !pending)
  const current = done.find(({ key }) => key === currentKey) ?? done.at(-1) ?? null
  const isUnderWay = view.observations.some(({ mode, pending }) => mode === view.mode && pending)
  const anomalies = new Set(done.filter((each) => each.anomalies.length > 0).map(({ key }) => key))
  const scene = { replicas, surroundings, current, trips, anomalies, onBreak }

  return (
    <section aria-labelledby={heading} className={clsx('@container rounded-stage border border-line bg-card p-4 sm:p-6', BAD, className)}>
      <header className="mb-4 flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5">
        <h2 id={heading} className="text-lg">
          Where your last request went
        </h2>
        <p className="text-sm text-soft tabular-nums">{summaryOf(view, surroundings, replicas.length)}</p>
      </header>
      <div className={clsx('transition-opacity', view.isStale && 'opacity-55')}>
        <Scene {...scene} form="wide" className="@max-[46rem]:hidden mx-auto max-w-240" />
        <Scene {...scene} form="narrow" className="@min-[46rem]:hidden mx-auto max-w-96" />
      </div>
      <LastRequest current={current} isUnderWay={isUnderWay} replicas={replicas} />
      {set && kind && isSet(kind) ? (
        <p role="status" aria-label="The servers of the store" className="mt-1 mb-1 text-sm text-soft">
          {withWholeNames(setSentence(kind, set, surroundings.store?.condition === 'stopped'))}
        </p>
      ) : null}
      {nearCache ? <p className="mt-1 mb-1 text-sm text-soft tabular-nums">{nearCache}</p> : null}
      <div className="relative -mb-2">
        <p className="absolute top-2 right-0 flex items-center gap-1.5 text-sm text-soft">
          <span aria-hidden className="h-3 w-4.5 rounded-full bg-sun" />
          where your session is
        </p>
        <details>
          <summary className="w-fit rounded py-2 text-sm text-soft underline-offset-4 hover:text-ink hover:underline">As a table</summary>
          <NodeTable replicas={replicas} store={surroundings.store} />
        </details>
      </div>
    </section>
  )
}

/** A name does not break at its hyphens. */
function withWholeNames(sentence: string) {
  return sentence.split(SERVER_NAME).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence have no other
      <span key={index} className="whitespace-nowrap">
        {part}
      </span>
    ) : (
      part
    ),
  )
}

function summaryOf({ mode, state, isStale }: LabView, { picks, cuts, store }: Surroundings, count: number): string {
  if (isStale) return 'no replica has answered for some seconds'
  const lags = (state?.replicas ?? []).flatMap(({ status }) => status?.lagMs[mode] ?? [])
  // Each cut is there both ways round.
  const cut = [...cuts].map((pair) => pair.split('>').map(replicaLetter)).filter(([a = '', b = '']) => a < b)
  return [
    mode,
    picks,
    counted(count, 'replica'),
    store?.set && store.set.failovers > 0 ? counted(store.set.failovers, 'failover') : null,
    lags.length > 0 ? `copies lag ${Math.max(...lags).toFixed(1)} ms` : null,
    cut.length > 0 ? `${cut.map((pair) => pair.join('–')).join(', ')} cut` : null,
  ]
    .filter(Boolean)
    .join(' · ')
}
