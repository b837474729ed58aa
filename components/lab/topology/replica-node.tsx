'use client'

import clsx from 'clsx'
import { EllipsisVertical } from 'lucide-react'
import { Shape } from '@/components/ui/shapes'
import type { FaultOrder } from '@/lab/contract'
import { countLines } from './counts'
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
  const lines = countLines(facts)
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
        'group flex size-full items-center gap-[0.8em] rounded-[1.05em] px-[1.05em] text-left leading-[1.3] transition-colors duration-200',
        isWell ? 'border-(--tone)' : 'border-edge border-dashed bg-well',
        hit === 'taken' ? 'border-[3.5px] bg-[color-mix(in_srgb,var(--tone)_9%,var(--card))]' : 'border-2',
        hit !== 'taken' && isWell && 'bg-card hover:bg-[color-mix(in_srgb,var(--tone)_5%,var(--card))]',
      )}
    >
      <Shape name={shape} size={isTight ? 20 : 28} className={isWell ? 'fill-(--tone)!' : 'fill-edge!'} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-[0.55em] whitespace-nowrap">
          <b className={clsx('font-bold font-display text-[1.3em] tracking-tight', !isWell && 'text-soft')}>
            {layout.form === 'narrow' || isTight ? <span className="sr-only">Replica </span> : 'Replica '}
            {letter}
          </b>
          {isWell || condition === null ? null : <Tag className="bg-ink text-paper">{condition}</Tag>}
          {role ? <Tag className={ROLE_LOOK[role]}>{ROLE_TEXT[role]}</Tag> : null}
        </span>
        {isTight ? (
          <span className="block truncate text-soft tabular-nums">{lines.join(' · ')}</span>
        ) : (
          lines.map((line) => (
            <span key={line} className="block truncate text-soft tabular-nums">
              {line}
            </span>
          ))
        )}
      </span>
      {belief ? <BeliefChip belief={belief} isTight={isTight} /> : null}
      <EllipsisVertical aria-hidden className="-mr-[0.5em] size-[1.25em] shrink-0 text-soft group-hover:text-ink" />
    </NodeFrame>
  )
}

function refusalOf({ condition, letter }: ReplicaFacts): string | null {
  if (condition === 'up') return null
  return condition === null ? 'Nothing is known of it yet' : `Replica ${letter} is ${condition}; heal it first, or wait a minute`
}

function Tag({ className, children }: { className: string; children: string }) {
  return <span className={clsx('rounded-full px-[0.6em] py-[0.05em] font-semibold text-[0.92em]', className)}>{children}</span>
}

/** What it believes after the last request that it answered. */
function BeliefChip({ belief, isTight }: { belief: Belief; isTight: boolean }) {
  const { who, cart, isAnomaly } = belief
  return (
    <span
      key={beliefText(belief)}
      data-belief={isAnomaly ? 'anomaly' : 'fine'}
      className={clsx(
        'max-w-[7.6em] shrink-0 rounded-[0.6em] px-[0.7em] py-[0.3em] text-center transition-[scale,opacity] duration-300 ease-settle starting:scale-90 starting:opacity-0',
        isAnomaly && 'bg-[color-mix(in_srgb,var(--bad)_9%,var(--card))] font-semibold text-(--bad)',
        !isAnomaly && cart !== null && 'bg-[color-mix(in_srgb,var(--tone)_13%,var(--card))]',
        !isAnomaly && cart === null && 'text-soft',
      )}
    >
      <span className="sr-only">, believes: </span>
      {isTight ? (
        <span className="block truncate">{beliefText(belief)}</span>
      ) : (
        <>
          <span className={clsx('block truncate', cart !== null && 'font-semibold')}>{who}</span>
          {cart === null ? null : <span className="block tabular-nums"> {cart}</span>}
        </>
      )}
    </span>
  )
}
