import { ArrowRight, RotateCcw } from 'lucide-react'
import { type Ref, useEffect } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { storyAfter } from '@/lab/stories'
import type { StoryState } from '@/lab/stories/run-story'
import { type Story, storyHash } from '@/lab/stories/story'
import { markDone } from './done-marks'

type Props = { story: Story; state: StoryState; again: () => void; headingRef: Ref<HTMLHeadingElement> }

/** What it came to, against what was predicted, and where to go from here. */
export function StoryOutcome({ story, state: { outcome, predicted }, again, headingRef }: Props) {
  const wasPredicted = outcome?.wasPredicted ?? false
  useEffect(() => {
    if (outcome) markDone(story.slug, wasPredicted ? 'right' : 'wrong')
  }, [outcome, story.slug, wasPredicted])
  if (!outcome) return null
  const textOf = (id: string | null) => story.choices.find((choice) => choice.id === id)?.text
  const next = storyAfter(story)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-t border-white/20 pt-4">
      <h3 ref={headingRef} tabIndex={-1} className="text-lg outline-none">
        {predicted === null ? 'You made no guess.' : wasPredicted ? 'You were right.' : 'It went another way.'}
      </h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-[0.9375rem]">
        {predicted === null || wasPredicted ? null : (
          <>
            <dt className="text-white/70">You predicted</dt>
            <dd>{textOf(predicted)}</dd>
          </>
        )}
        <dt className="text-white/70">It was</dt>
        <dd className="font-semibold">{textOf(outcome.answer)}</dd>
      </dl>
      <p className="text-[0.9375rem] leading-relaxed">{outcome.text}</p>
      <p className="text-[0.9375rem] leading-relaxed text-white/80">
        <b className="font-semibold text-white">By hand:</b> {story.tryNext}
      </p>
      <div className="mt-1 flex flex-wrap gap-2">
        {next ? (
          <a
            href={storyHash(next.slug)}
            className={buttonClass({ variant: 'sun', className: 'max-w-full py-2 text-left whitespace-normal!' })}
          >
            Next: {next.title}
            <ArrowRight size={18} aria-hidden className="shrink-0" />
          </a>
        ) : null}
        <Button variant="onNight" onClick={again} icon={<RotateCcw size={16} aria-hidden />}>
          Tell it again
        </Button>
      </div>
    </div>
  )
}
