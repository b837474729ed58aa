import clsx from 'clsx'
import { Shape, shapeOf } from '@/components/ui/shapes'
import { replicaLetter, replicaNumber } from '@/lab/names'
import type { Chip } from '@/lab/stories/story'

/** Answers in the order in which they came: who, and what. Anomalies in red. */
export function AnswerChips({ chips, on = 'card' }: { chips: readonly Chip[]; on?: 'night' | 'card' }) {
  if (chips.length === 0) return null
  return (
    <ol className="flex flex-wrap gap-1.5" aria-label="The answers">
      {chips.map(({ replica, text, isAnomaly }, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the list of one step never changes
          key={index}
          data-anomaly={isAnomaly || undefined}
          className={clsx(
            'inline-flex min-h-7 items-center gap-1.5 rounded-lg border px-2 text-[0.8125rem]',
            isAnomaly
              ? on === 'night'
                ? 'border-[#c62845] bg-[#fdeef1] font-semibold text-[#c62845]'
                : 'border-(--lab-anomaly) bg-(--lab-anomaly-ground) font-semibold text-(--lab-anomaly)'
              : on === 'night'
                ? 'border-white/20 bg-white/8 text-chalk'
                : 'border-line bg-card text-ink',
          )}
        >
          {replica === null ? null : (
            <>
              <Shape
                name={shapeOf(Math.max(0, replicaNumber(replica) - 1))}
                size={12}
                outlined={on === 'night' && !isAnomaly}
                className={on === 'card' ? 'dark:stroke-white/60' : undefined}
              />
              <b className={isAnomaly ? (on === 'night' ? 'text-coal' : 'text-ink') : undefined}>
                <span className="sr-only">Replica </span>
                {replicaLetter(replica)}
              </b>
            </>
          )}
          <span>{text}</span>
          {isAnomaly ? <span className="sr-only">(anomaly)</span> : null}
        </li>
      ))}
    </ol>
  )
}
