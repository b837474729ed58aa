import clsx from 'clsx'
import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import type { Lab } from '@/lab/client/types'
import { STORIES } from '@/lab/stories'
import type { Story } from '@/lab/stories/story'
import { Prediction } from './prediction'
import { RepeatIt } from './repeat-it'
import { StepsTold } from './steps-told'
import { StoryOutcome } from './story-outcome'
import { useStoryRun } from './use-story-run'

/** One story, told step by step: the button does the next one, and stays where it is. */
export function StoryCard({ lab, story }: { lab: Lab; story: Story }) {
  const { run, state, again } = useStoryRun(lab, story)
  const { phase, told, trouble, progress } = state
  const outcomeHeading = useRef<HTMLHeadingElement>(null)
  const isOver = phase === 'over'
  useEffect(() => {
    if (isOver) outcomeHeading.current?.focus({ preventScroll: true }) // the button that had it is gone
  }, [isOver])
  const steps = run?.steps ?? []
  const next = steps[told.length]
  const label = trouble
    ? trouble.remedy === 'heal'
      ? 'Heal all and try again'
      : 'Try again'
    : phase === 'running'
      ? (next ?? '')
      : told.length > 0
        ? `Next: ${lower(next)}`
        : `${state.predicted === null ? 'Begin without a guess' : 'Begin'}: ${lower(next)}`
  return (
    <>
      <StepMarks steps={steps} done={told.length} isRunning={phase === 'running'} number={STORIES.indexOf(story) + 1} />
      {phase === 'asking' ? (
        <Prediction story={story} chosen={state.predicted} choose={(id) => run?.predict(id)} />
      ) : (
        <>
          <StepsTold state={state} />
          {state.predicted === null || isOver ? null : (
            <p className="text-sm text-white/70">You predicted “{story.choices.find(({ id }) => id === state.predicted)?.text}”.</p>
          )}
        </>
      )}
      {trouble ? (
        <p role="alert" className="rounded-xl border-[1.5px] border-sun/70 px-3.5 py-3 text-[0.9375rem] leading-relaxed">
          {trouble.text}
        </p>
      ) : null}
      {isOver ? (
        <StoryOutcome story={story} state={state} again={again} headingRef={outcomeHeading} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button
            variant="sun"
            pending={phase === 'running'}
            disabled={!run}
            className="max-w-full whitespace-normal!"
            onClick={() => run?.next({ heal: trouble?.remedy === 'heal' })}
          >
            {label}
            {phase === 'running' || trouble ? null : <span aria-hidden>→</span>}
          </Button>
          <p role="status" className="text-sm text-white/80 tabular-nums">
            {progress ?? ''}
          </p>
        </div>
      )}
      <RepeatIt story={story} />
    </>
  )
}

const lower = (step = '') => step.charAt(0).toLowerCase() + step.slice(1)

function StepMarks({ steps, done, isRunning, number }: { steps: readonly string[]; done: number; isRunning: boolean; number: number }) {
  const current = Math.min(done + (isRunning ? 1 : 0), steps.length)
  return (
    <div className="order-first grid gap-2">
      <p className="text-[0.8125rem] text-white/70">
        Story {number} of {STORIES.length} · {current === 0 ? `${steps.length} steps` : `step ${current} of ${steps.length}`}
      </p>
      <div aria-hidden className="flex gap-1">
        {steps.map((name, index) => (
          <span
            key={name}
            className={clsx(
              'h-1 flex-1 rounded-full transition-colors',
              index < done ? 'bg-sun' : index < current ? 'bg-sun/50' : 'bg-white/20',
            )}
          />
        ))}
      </div>
    </div>
  )
}
