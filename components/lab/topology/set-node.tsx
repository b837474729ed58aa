'use client'

import clsx from 'clsx'
import { EllipsisVertical } from 'lucide-react'
import type { FaultOrder } from '@/lab/contract'
import { storeLines } from './counts'
import type { Box, Layout } from './layout'
import { NodeFrame } from './node-frame'
import { offersForStore } from './orders'
import { Sentinels } from './sentinels'
import { ServerDrum } from './server-drum'
import type { SetFacts, SetRow } from './set-facts'
import type { StoreFacts } from './surroundings'

/** What a copy takes of a row, and the gap before it. */
const COPY_PART = 0.37
const GAP = 8

type Props = { facts: StoreFacts & { readonly set: SetFacts }; box: Box; layout: Layout; onBreak: (order: FaultOrder) => void }

/** A store of several servers: a drum for each, where the layout has its row, and the Sentinels below. A button that opens its faults. */
export function SetNode({ facts, box, layout, onBreak }: Props) {
  const { store, name, condition, set, holdsSession } = facts
  const isStopped = condition === 'stopped'
  return (
    <NodeFrame
      box={box}
      layout={layout}
      title={`Break ${name}`}
      offers={offersForStore(store, set)}
      refusal={isStopped ? `${name} is stopped; heal it first, or wait a minute` : null}
      note={set.canCrash ? undefined : 'A master can be crashed where npm start runs the servers; here nobody has power over them.'}
      onBreak={onBreak}
      buttonClassName="group relative size-full rounded-[1.2em] text-left focus-visible:rounded-[1.2em]"
    >
      <span className="absolute inset-x-0 top-0 flex flex-col leading-[1.3]">
        <b className="inline-flex items-center gap-[0.1em] font-bold font-display text-[1.3em] tracking-tight">
          {name}
          <EllipsisVertical aria-hidden className="size-[0.95em] text-soft group-hover:text-ink" />
        </b>
        <span className="text-soft tabular-nums">{storeLines(facts).join(' · ')}</span>
      </span>
      {layout.rows.map((row, index) => {
        const found = set.rows[index]
        return found ? (
          <Row
            key={found.key}
            {...{ found, row, box, isStopped, holdsSession, keeper: set.keeper }}
            isNarrow={layout.form === 'narrow'}
            isShard={store === 'redis-cluster'}
          />
        ) : null
      })}
      {store === 'redis-ha' ? <Sentinels sentinels={set.sentinels} isStopped={isStopped} /> : null}
    </NodeFrame>
  )
}

type RowProps = {
  found: SetRow
  row: Box
  box: Box
  isStopped: boolean
  holdsSession: boolean
  keeper: string | null
  isShard: boolean
  /** Lines come from the right: that is where the master stands. */
  isNarrow: boolean
}

function Row({ found: { master, copies }, row, box, isStopped, holdsSession, keeper, isShard, isNarrow }: RowProps) {
  const copyWidth = isShard ? row.w * COPY_PART : 0
  const size = { w: row.w - (isShard ? copyWidth + GAP : 0), h: row.h }
  const top = `${(100 * (row.y - box.y)) / box.h}%`
  const height = `${(100 * row.h) / box.h}%`
  const isKeeper = holdsSession && master?.name === keeper
  return (
    <span className={clsx('absolute inset-x-0 flex justify-between', isNarrow && 'flex-row-reverse')} style={{ top, height }}>
      <span className="relative h-full" style={{ width: `${(100 * size.w) / row.w}%` }}>
        <ServerDrum server={master} size={size} {...{ isStopped, isKeeper, isShard }} />
      </span>
      {isShard ? (
        <span className="relative h-full" style={{ width: `${(100 * copyWidth) / row.w}%` }}>
          <ServerDrum server={copies[0] ?? null} size={{ w: copyWidth, h: row.h }} {...{ isStopped, isShard }} isKeeper={false} isCopy />
        </span>
      ) : null}
    </span>
  )
}
