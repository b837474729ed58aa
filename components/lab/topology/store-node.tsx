'use client'

import clsx from 'clsx'
import { EllipsisVertical } from 'lucide-react'
import type { FaultOrder } from '@/lab/contract'
import { storeLines } from './counts'
import { Drum, REDIS } from './drum'
import type { Box, Layout } from './layout'
import { NodeFrame } from './node-frame'
import { offersForStore } from './orders'
import type { StoreFacts } from './surroundings'

const FILLS = { redis: REDIS, 'redis-ha': REDIS, 'redis-cluster': REDIS, postgres: 'fill-sky' } as const

/** The store beside the replicas, as a drum. A button that opens its faults. */
export function StoreNode({
  facts,
  box,
  layout,
  onBreak,
}: {
  facts: StoreFacts
  box: Box
  layout: Layout
  onBreak: (order: FaultOrder) => void
}) {
  const { store, name, condition, holdsSession } = facts
  const isWell = condition === 'reached' || condition === 'unknown'
  return (
    <NodeFrame
      box={box}
      layout={layout}
      title={`Break ${name}`}
      offers={offersForStore(store)}
      refusal={condition === 'stopped' ? `${name} is stopped; heal it first, or wait a minute` : null}
      onBreak={onBreak}
      buttonClassName="group relative size-full rounded-[1.5em] focus-visible:rounded-[1.5em]"
    >
      <Drum box={box} className={isWell ? FILLS[store] : 'fill-well'} isAway={!isWell} />
      <span
        className={clsx(
          'absolute inset-x-[0.3em] top-[21%] bottom-[5%] flex flex-col justify-center leading-[1.32]',
          isWell ? 'text-coal' : 'text-ink',
        )}
      >
        <b className="inline-flex items-center justify-center gap-[0.1em] pl-[0.7em] font-bold font-display text-[1.3em] tracking-tight">
          {name}
          <EllipsisVertical aria-hidden className="size-[0.95em] opacity-70 group-hover:opacity-100" />
        </b>
        {storeLines(facts).map((line) => (
          <span key={line} className={clsx('block tabular-nums', isWell ? '' : 'font-semibold')}>
            {line}
          </span>
        ))}
        {holdsSession ? (
          <span className="mx-auto mt-[0.35em] rounded-full bg-sun px-[0.7em] font-semibold text-[0.92em]">your session</span>
        ) : null}
      </span>
    </NodeFrame>
  )
}
