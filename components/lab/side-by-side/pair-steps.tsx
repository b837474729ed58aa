import clsx from 'clsx'
import { AnswerChips } from '@/components/lab/stories/answer-chips'
import { Spinner } from '@/components/ui/spinner'
import type { PairState } from '@/lab/side-by-side/run-pair'
import type { Told } from '@/lab/stories/story'
import { type ModeName, modeOf } from '@/sessions/modes'

/** Each step once, and under it what both sides came to: beside each other, or one above the other where it is narrow. */
export function PairSteps({ state, left, right }: { state: PairState; left: ModeName; right: ModeName }) {
  const { rows, phase } = state
  const now = rows.findIndex((row) => row.left === null)
  return (
    <ol className="grid">
      {rows.map(({ name, left: one, right: other }, index) => {
        const isNow = index === now && phase === 'running'
        return (
          <li key={name} className="border-t border-line py-3.5">
            <h3 className={clsx('flex items-center gap-2.5 text-base', one || isNow ? 'text-ink' : 'text-soft')}>
              <span className="grid size-6 place-items-center rounded-full bg-well font-sans text-[0.8125rem] font-semibold text-ink tabular-nums">
                {isNow ? <Spinner /> : index + 1}
              </span>
              {name}
            </h3>
            {one && other ? (
              <div className="mt-2.5 grid gap-x-6 gap-y-3 sm:grid-cols-2">
                <SideTold mode={left} told={one} />
                <SideTold mode={right} told={other} />
              </div>
            ) : null}
          </li>
        )
      })}
    </ol>
  )
}

function SideTold({ mode, told }: { mode: ModeName; told: Told }) {
  return (
    <div className="grid content-start gap-1.5 max-sm:border-l-2 max-sm:border-line max-sm:pl-3">
      <p className="text-[0.9375rem] leading-snug">
        <b className="font-semibold sm:sr-only">{modeOf(mode).title}: </b>
        {told.text}
      </p>
      <AnswerChips chips={told.chips ?? []} />
    </div>
  )
}
