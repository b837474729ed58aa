import { Check } from 'lucide-react'
import { STORIES } from '@/lab/stories'
import { storyHash } from '@/lab/stories/story'
import { useDoneMarks } from './done-marks'

/** All of them, each a link of its own, with a mark where it has been told in this tab. */
export function StoryList({ current }: { current: string | null }) {
  const marks = useDoneMarks()
  return (
    <ol className="grid gap-0.5">
      {STORIES.map(({ slug, title, mode, against }, index) => (
        <li key={slug}>
          <a
            href={storyHash(slug)}
            aria-current={slug === current || undefined}
            className="-mx-2.5 flex min-h-12 items-center gap-3 rounded-xl px-2.5 py-1.5 transition-colors hover:bg-white/10 aria-[current]:bg-white/10"
          >
            <span
              aria-hidden
              className={`grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold ${marks[slug] ? 'bg-sun text-coal' : 'border border-white/35 text-white/80'}`}
            >
              {marks[slug] ? <Check size={16} /> : index + 1}
            </span>
            <span className="min-w-0 flex-1 leading-snug">
              <span className="block text-[0.9375rem] font-semibold">{title}</span>
              <span className="block text-[0.8125rem] text-white/70">
                {against ? `${mode} and ${against}` : mode}
                {marks[slug] ? ` · told${marks[slug] === 'right' ? ', as predicted' : ''}` : ''}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ol>
  )
}
