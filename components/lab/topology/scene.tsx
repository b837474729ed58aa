'use client'

import clsx from 'clsx'
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react'
import type { Observation } from '@/lab/client/types'
import type { FaultOrder } from '@/lab/contract'
import { NginxNode, YouNode } from './end-nodes'
import type { Layout } from './layout'
import { Links, takenBy } from './links'
import { narrowLayout } from './narrow-layout'
import type { ReplicaFacts } from './replica-facts'
import { ReplicaNode } from './replica-node'
import { SetNode } from './set-node'
import { SlowMarks } from './slow-marks'
import { StoreNode } from './store-node'
import type { Surroundings } from './surroundings'
import { NO_TONE, TONES } from './tones'
import { TripDot } from './trip-dot'
import type { Trip } from './use-trips'
import { wayOf } from './way'
import { wholePeers } from './whole-peers'
import { wideLayout } from './wide-layout'

export type SceneProps = {
  replicas: readonly ReplicaFacts[]
  surroundings: Surroundings
  current: Observation | null
  trips: readonly Trip[]
  /** Keys of observations that are anomalies by now. */
  anomalies: ReadonlySet<string>
  onBreak: (order: FaultOrder) => void
}

/** The picture in one of its two forms. Its unit `--u` is the layout's, so that type grows and shrinks with the lines, down to what can be read. */
export function Scene({ form, className, ...props }: SceneProps & { form: Layout['form']; className: string }) {
  const { replicas, surroundings, current, trips, anomalies, onBreak } = props
  const names = replicas.map(({ name }) => name).join(' ')
  const { beside, content } = surroundings
  const { rows = 0, target = 0, hasFoot = false } = content ?? {}
  const layout = useMemo(
    () =>
      (form === 'wide' ? wideLayout : narrowLayout)({ replicas: names.split(' ').filter(Boolean), beside, set: { rows, target, hasFoot } }),
    [form, names, beside, rows, target, hasFoot],
  )
  const frame = useRef<HTMLDivElement>(null)
  const isShown = useIsShown(frame)
  const taken = takenBy(current ? wayOf(current, surroundings.store !== null) : [])
  const states = {
    taken,
    cuts: surroundings.cuts,
    away: new Set(replicas.filter(({ condition }) => condition !== 'up' && condition !== 'draining').map(({ name }) => name)),
    holders: new Set(replicas.filter(({ role }) => role === 'primary' || role === 'backup').map(({ name }) => name)),
  }
  if (surroundings.store && !['reached', 'unknown'].includes(surroundings.store.condition)) states.away.add('store')
  const answering = replicas.find(({ name }) => name === current?.replica) ?? replicas.find(({ name }) => taken.has(`nginx>${name}`))
  const viewBox = `0 0 ${layout.width} ${layout.height}`
  const store = layout.boxes.get('store')
  const set = surroundings.store?.set

  return (
    <div ref={frame} className={clsx('@container', className)}>
      <div
        className="relative text-[max(11.5px,calc(13.5*var(--u)))]"
        style={{ '--u': `calc(100cqw / ${layout.width})`, aspectRatio: `${layout.width} / ${layout.height}` } as CSSProperties}
      >
        <svg viewBox={viewBox} aria-hidden className="absolute inset-0 size-full overflow-visible">
          <Links layout={layout} states={states} tone={answering ? TONES[answering.shape] : NO_TONE} />
        </svg>
        <YouNode surroundings={surroundings} layout={layout} />
        <NginxNode surroundings={surroundings} layout={layout} />
        {replicas.map((facts) => {
          const box = layout.boxes.get(facts.name)
          const hit = taken.get(`nginx>${facts.name}`) ?? null
          const peers = beside === 'peers' ? wholePeers(facts.name, replicas, surroundings.cuts) : []
          return box ? <ReplicaNode key={facts.name} {...{ facts, box, layout, hit, peers, onBreak }} /> : null
        })}
        {surroundings.store && store && set ? (
          <SetNode facts={{ ...surroundings.store, set }} {...{ box: store, layout, onBreak }} />
        ) : null}
        {surroundings.store && store && !set ? (
          <StoreNode facts={surroundings.store} box={store} layout={layout} onBreak={onBreak} />
        ) : null}
        <SlowMarks layout={layout} surroundings={surroundings} />
        <svg viewBox={viewBox} aria-hidden className="pointer-events-none absolute inset-0 z-10 size-full overflow-visible">
          {isShown
            ? trips.map((trip) => <TripDot key={trip.key} trip={trip} layout={layout} isAnomaly={anomalies.has(trip.of ?? '')} />)
            : null}
        </svg>
      </div>
    </div>
  )
}

/** Whether an element takes up room: of the two forms the style sheet shows one, and only there dots run. */
function useIsShown(frame: React.RefObject<HTMLElement | null>): boolean {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (!frame.current) return
    const observer = new ResizeObserver(([entry]) => setShown((entry?.contentRect.width ?? 0) > 0))
    observer.observe(frame.current)
    return () => observer.disconnect()
  }, [frame])
  return isShown
}
