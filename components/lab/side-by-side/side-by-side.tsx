'use client'

import { useEffect, useRef, useState } from 'react'
import { Panel } from '@/components/lab/panels/panel'
import { useHash } from '@/components/lab/stories/use-hash'
import { Button, buttonClass } from '@/components/ui/button'
import type { Lab } from '@/lab/client/types'
import { pairOf } from '@/lab/side-by-side/pair-hash'
import { PAIR_SCRIPTS, type PairScript } from '@/lab/side-by-side/scripts'
import { type ModeName, modeOf } from '@/sessions/modes'
import { Comparison } from './comparison'
import { PairChoice } from './pair-choice'
import { PairSteps } from './pair-steps'
import { usePairRun } from './use-pair-run'

type Props = {
  /** A Lab of its own for each side; the same function in every rendering. */
  createLab: (mode: ModeName) => Lab
}

/** The same in two modes at once, in step; there while the address says `#side-by-side`, or `#side-by-side=memory,redis`. */
export function SideBySide({ createLab }: Props) {
  const pair = pairOf(useHash())
  const [slug, setSlug] = useState(PAIR_SCRIPTS[0]?.slug ?? '')
  const script = PAIR_SCRIPTS.find((each) => each.slug === slug) ?? PAIR_SCRIPTS[0]
  if (!pair || !script) return null
  const [left, right] = pair
  return <Pair key={`${slug} ${left} ${right}`} {...{ createLab, script, left, right }} chooseScript={setSlug} />
}

type PairProps = Props & { script: PairScript; left: ModeName; right: ModeName; chooseScript: (slug: string) => void }

function Pair({ createLab, script, left, right, chooseScript }: PairProps) {
  const { run, state, again } = usePairRun(createLab, script, left, right)
  const outcome = useRef<HTMLHeadingElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const isOver = state?.phase === 'over'
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    if (isOver) outcome.current?.focus({ preventScroll: true }) // the button that had it means something else now
  }, [isOver])
  const { phase = 'ready', trouble = null, progress = null } = state ?? {}
  const isBusy = phase === 'running'
  const heal = trouble?.remedy === 'heal'
  const label = trouble ? (heal ? 'Heal all and go on' : 'Go on') : 'Run it on both'
  return (
    <Panel
      title="Side by side"
      aside={
        <a href="#top" className={buttonClass({ variant: 'quiet', size: 'sm', className: '-my-2 text-ink' })}>
          Close
        </a>
      }
    >
      <div ref={top} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <PairChoice script={script.slug} {...{ left, right, isBusy, chooseScript }} />
        <div className="flex flex-wrap items-center gap-2">
          {isOver ? (
            <Button onClick={again}>Run it again</Button>
          ) : (
            <>
              <Button pending={isBusy} disabled={!run} onClick={() => run?.next({ all: true, heal })}>
                {label}
              </Button>
              <Button variant="outline" disabled={!run || isBusy} onClick={() => run?.next({ heal })}>
                One step
              </Button>
            </>
          )}
          <p role="status" className="text-sm text-soft tabular-nums">
            {progress ?? ''}
          </p>
        </div>
        {trouble ? (
          <p role="alert" className="rounded-xl border-[1.5px] border-edge px-3.5 py-3 text-[0.9375rem] leading-relaxed">
            {trouble.text}
          </p>
        ) : null}
        <div className="hidden gap-x-6 sm:grid sm:grid-cols-2">
          {[left, right].map((mode) => (
            <p key={mode}>
              <b className="font-display text-lg">{modeOf(mode).title}</b>
              <span className="block text-sm leading-snug text-soft">{modeOf(mode).shows}</span>
            </p>
          ))}
        </div>
        {state ? (
          <div aria-live="polite" aria-relevant="additions">
            <PairSteps {...{ state, left, right }} />
          </div>
        ) : null}
        {state?.comparison ? <Comparison rows={state.comparison} {...{ left, right }} headingRef={outcome} /> : null}
      </div>
    </Panel>
  )
}
