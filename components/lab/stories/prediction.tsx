import clsx from 'clsx'
import { useId } from 'react'
import type { Story } from '@/lab/stories/story'

/** The question before anything happens. */
export function Prediction({ story, chosen, choose }: { story: Story; chosen: string | null; choose: (id: string) => void }) {
  const name = useId()
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-3 text-[0.9375rem] leading-relaxed">{story.ask}</legend>
      {story.choices.map(({ id, text }) => (
        <label
          key={id}
          className={clsx(
            'flex min-h-12 items-center gap-3 rounded-xl border-[1.5px] px-3.5 py-2 text-[0.9375rem] leading-snug transition-colors',
            'has-focus-visible:outline-3 has-focus-visible:outline-offset-3 has-focus-visible:outline-white',
            chosen === id ? 'border-sun bg-white/10' : 'border-white/25 hover:border-white/60',
          )}
        >
          <input
            type="radio"
            name={name}
            value={id}
            checked={chosen === id}
            onChange={() => choose(id)}
            className="size-5 shrink-0 accent-sun outline-none"
          />
          {text}
        </label>
      ))}
    </fieldset>
  )
}
