import { ChevronRight } from 'lucide-react'
import type { StoryState } from '@/lab/stories/run-story'
import { AnswerChips } from './answer-chips'

/** The step that was told last, spoken as it comes; the ones before it are kept, folded. */
export function StepsTold({ state: { told, begun } }: { state: StoryState }) {
  const before = told.slice(0, -1)
  const count = before.length
  const last = told.at(-1)
  return (
    <>
      {count > 0 ? (
        <details className="group text-[0.9375rem]">
          <summary className="inline-flex min-h-9 list-none items-center gap-1.5 text-white/80 underline-offset-4 hover:underline [&::-webkit-details-marker]:hidden">
            <ChevronRight size={16} aria-hidden className="transition-transform group-open:rotate-90" />
            {count === 1 ? 'The step before' : `The ${count} steps before`}
          </summary>
          <ol className="grid gap-3 pt-2 pb-1">
            {before.map(({ name, text, chips = [] }) => (
              <li key={name} className="grid gap-1.5 border-l-2 border-white/25 pl-3">
                <span className="font-semibold">{name}</span>
                <span className="leading-relaxed text-white/80">{text}</span>
                <AnswerChips chips={chips} on="night" />
              </li>
            ))}
          </ol>
        </details>
      ) : null}
      <div aria-live="polite" className="grid gap-2.5">
        {begun && told.length === 1 ? <p className="text-sm text-white/70">{begun}</p> : null}
        {last ? (
          <div key={told.length} className="grid gap-2.5">
            <p className="leading-relaxed">
              <b className="block text-sm font-semibold text-sun">{last.name}</b>
              {last.text}
            </p>
            <AnswerChips chips={last.chips ?? []} on="night" />
          </div>
        ) : null}
      </div>
    </>
  )
}
