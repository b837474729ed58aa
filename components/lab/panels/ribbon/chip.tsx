import clsx from 'clsx'
import { CircleDashed, CircleOff } from 'lucide-react'
import { type KeyboardEvent, memo } from 'react'
import type { Observation } from '@/lab/client/types'
import type { ModeName } from '@/sessions/modes'
import { ReplicaMark } from '../place-mark'
import { msText } from '../words'
import { foundText, requestName, tagsOf } from './found'

type Props = {
  each: Observation
  mode: ModeName
  isOpen: boolean
  isStop: boolean
  detailsId: string
  onToggle: (key: string) => void
  onMove: (event: KeyboardEvent<HTMLButtonElement>) => void
}

/** One request: who answered, what was asked, what it found, and the time in the store and in all. */
export const Chip = memo(function Chip({ each, mode, isOpen, isStop, detailsId, onToggle, onMove }: Props) {
  const { key, replica, method, anomalies, pending, storeMs, totalMs } = each
  const isOdd = anomalies.length > 0
  const tags = [...tagsOf(each), ...(each.mode === mode ? [] : [each.mode])]
  return (
    <button
      type="button"
      data-chip={key}
      tabIndex={isStop ? 0 : -1}
      aria-expanded={isOpen}
      aria-controls={isOpen ? detailsId : undefined}
      onClick={() => onToggle(key)}
      onKeyDown={onMove}
      className={clsx(
        'grid w-full min-w-0 content-start gap-y-0.5 rounded-xl border-[1.5px] px-2.5 py-2 text-left text-sm leading-tight',
        'transition-colors duration-150 focus-visible:rounded-xl focus-visible:outline-offset-1',
        isOdd ? 'border-(--lab-anomaly) bg-(--lab-anomaly-ground)' : isOpen ? 'border-ink' : 'border-line hover:border-edge',
        pending && 'border-dashed',
        isOpen && 'shadow-[inset_0_0_0_1px_currentColor]',
      )}
    >
      <span className="flex min-w-0 flex-wrap items-center gap-x-1.5 sm:flex-nowrap">
        <b className="flex items-center gap-1.5 font-bold whitespace-nowrap">
          {replica ? <ReplicaMark replica={replica} /> : <Nobody pending={pending} />}
          {method}
        </b>
        <span className="min-w-0 truncate text-soft max-sm:basis-full">{requestName(each)}</span>
      </span>
      <span className={clsx('text-pretty', isOdd ? 'font-semibold text-(--lab-anomaly)' : 'text-ink')}>
        {isOdd ? anomalies.map(({ text }) => text).join(', ') : foundText(each)}
      </span>
      <span className="flex flex-wrap items-baseline gap-x-2 text-xs text-soft tabular-nums">
        {totalMs === null ? null : <span>{timesText(storeMs, totalMs)}</span>}
        {tags.map((tag) => (
          <span key={tag} className="rounded-full border border-line px-1.5">
            {tag}
          </span>
        ))}
      </span>
    </button>
  )
})

/** `store 0.42 of 14 ms` */
function timesText(storeMs: number | null, totalMs: number): string {
  const all = msText(totalMs)
  if (storeMs === null) return all
  const part = msText(storeMs)
  const isSameUnit = part.split(' ')[1] === all.split(' ')[1]
  return `store ${isSameUnit ? part.split(' ')[0] : part} of ${all}`
}

function Nobody({ pending }: { pending: boolean }) {
  const Icon = pending ? CircleDashed : CircleOff
  return (
    <>
      <Icon size={14} aria-hidden className="shrink-0" />
      <span className="sr-only">{pending ? 'under way' : 'nobody answered'}</span>
    </>
  )
}
