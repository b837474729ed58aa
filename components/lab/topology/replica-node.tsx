'use client'

import clsx from 'clsx'
import { EllipsisVertical } from 'lucide-react'
import { Shape } from '@/components/ui/shapes'
import type { FaultOrder } from '@/lab/contract'
import { countLine, countLines } from './counts'
import type { Box, Layout } from './layout'
import { NodeFrame } from './node-frame'
import { offersForReplica } from './orders'
import { type Belief, beliefText, type ReplicaFacts } from './replica-facts'
import { TONES } from './tones'

const ROLE_TEXT = { only: 'only copy', primary: 'primary', backup: 'backup', proxy: 'proxy' } as const
const ROLE_LOOK = {
  only: 'bg-sun text-coal',
  primary: 'bg-sun text-coal',
  backup: 'bg-[color-mix(in_srgb,var(--color-sun)_30%,var(--card))] text-ink outline-[1.5px] -outline-offset-[1.5px] outline-sun',
  proxy: 'text-ink outline-[1.5px] -outline-offset-[1.5px] outline-edge outline-dashed',
} as const

type Props = {
  facts: ReplicaFacts
  box: Box
  layout: Layout
  /** The current request ended here, or failed here. */
  hit: 'taken' | 'failed' | null
  /** Those to which it has a whole link. */
  peers: readonly string[]
  onBreak: (order: FaultOrder) => void
}

/** A replica: who it is, how it is, what it counts, and what it believes of this browser. A button that opens its faults. */
export function ReplicaNode({ facts, box, layout, hit, peers, onBreak }: Props) {
  const { name, letter, shape, condition, role, belief } = facts
  const isWell = condition === 'up'
  const { isTight } = layout
  const isNarrow = layout.form === 'narrow'
  const roleTag = role ? <Tag className={ROLE_LOOK[role]}>{ROLE_TEXT[role]}</Tag> : null
  const counts = (isTight ? [countLine(facts)] : countLines(facts, isNarrow)).map((line, index, all) => (
    <span key={line} className="flex items-center gap-[0.5em] text-soft tabular-nums">
      {isNarrow && index === all.length - 1 ? roleTag : null}
      <span className="truncate">{line}</span>
    </span>
  ))
  return (
    <NodeFrame
      box={box}
      layout={layout}
      title={`Break replica ${letter}`}
      offers={offersForReplica(name, peers)}
      refusal={refusalOf(facts)}
      onBreak={onBreak}
      className={TONES[shape]}
      buttonClassName={clsx(
        'group flex size-full flex-col justify-center rounded-[1.05em] border-2 px-[1.05em] text-left leading-[1.3] transition-[background-color,box-shadow] duration-200',
        isWell ? 'border-(--tone)' : 'border-edge border-dashed bg-well',
        hit === 'taken' && 'bg-[color-mix(in_srgb,var(--tone)_9%,var(--card))] shadow-[0_0_0_1.5px_var(--tone)]',
        hit !== 'taken' && isWell && 'bg-card hover:bg-[color-mix(in_srgb,var(--tone)_5%,var(--card))]',
      )}
    >
      <span className="flex w-full items-center gap-[0.8em]">
        <Shape name={shape} size={isTight || isNarrow ? 20 : 28} className={isWell ? 'fill-(--tone)!' : 'fill-edge!'} />
        <span className={clsx('flex-1', isNarrow ? 'shrink-0' : 'min-w-0')}>
          <span className={clsx('flex items-center gap-x-[0.55em] whitespace-nowrap', !isTight && 'flex-wrap')}>
            <b className={clsx('font-bold font-display text-[1.3em] tracking-tight', !isWell && 'text-soft')}>
              <span className={isNarrow ? 'sr-only' : undefined}>Replica </span>
              {letter}
            </b>
            {isWell || condition === null ? null : <Tag className="bg-ink text-paper">{condition}</Tag>}
            {isNarrow ? null : roleTag}
          </span>
          {isNarrow ? null : counts}
        </span>
        {belief ? <BeliefChip belief={belief} isFlat={isTight || isNarrow} isHit={hit === 'taken'} /> : null}
        <EllipsisVertical aria-hidden className="-mr-[0.5em] size-[1.25em] shrink-0 text-soft group-hover:text-ink" />
      </span>
      {isNarrow ? <span className="mt-[0.35em] block min-w-0">{counts}</span> : null}
    </NodeFrame>
  )
}

function refusalOf({ condition, letter }: ReplicaFacts): string | null {
  if (condition === 'up') return null
  return condition === null ? 'Nothing is known of it yet' : `Replica ${letter} is ${condition}; heal it first, or wait a minute`
}

function Tag({ className, children }: { className: string; children: string }) {
  return <span className={clsx('shrink-0 rounded-full px-[0.6em] py-[0.05em] font-semibold text-[0.92em]', className)}>{children}</span>
}

/** What it believes after the last request that it answered. */
function BeliefChip({ belief, isFlat, isHit }: { belief: Belief; isFlat: boolean; isHit: boolean }) {
  const { who, cart, isAnomaly } = belief
  return (
    <span
      key={beliefText(belief)}
      data-belief={isAnomaly ? 'anomaly' : 'fine'}
      className={clsx(
        'rounded-[0.6em] px-[0.7em] py-[0.3em] text-center text-balance transition-[scale,opacity] duration-300 ease-settle starting:scale-90 starting:opacity-0',
        isFlat ? 'min-w-0 max-w-[14em]' : 'max-w-[9em] shrink-0',
        isAnomaly && 'bg-[color-mix(in_srgb,var(--bad)_9%,var(--card))] font-semibold text-(--bad)',
        !isAnomaly && cart !== null && (isHit ? 'bg-card' : 'bg-[color-mix(in_srgb,var(--tone)_16%,var(--card))]'),
        !isAnomaly && cart === null && 'text-soft',
      )}
    >
      <span className="sr-only"> believes: </span>
      {isFlat ? (
        <span className="flex whitespace-pre">
          <span className="truncate">{who}</span>
          {cart === null ? null : <span className="shrink-0"> · {cart}</span>}
        </span>
      ) : (
        <>
          <span className={clsx('line-clamp-2', cart !== null && 'font-semibold')}>{who}</span>
          {cart === null ? null : <span className="block whitespace-nowrap tabular-nums"> {cart}</span>}
        </>
      )}
    </span>
  )
}
