'use client'

import type { Lab, LabView } from '@/lab/client/types'
import { FigureRow, Figures } from '../figure-row'
import { Panel } from '../panel'
import { SettledStatus } from '../settled-status'
import { counted, msText } from '../words'
import { type Figures as FigureValues, figuresOf } from './figures'

/** "Verdict": what was promised and what is there, over the requests of the mode at hand. */
export function Verdict({ view }: { lab: Lab; view: LabView }) {
  const { mode, observations, state } = view
  const figures = figuresOf(observations, mode, state?.xray ?? null)
  const { requests, acknowledged, present, missing, isCutOff, signedOut, stale, unanswered, p50, p99 } = figures
  return (
    <Panel title="Verdict" aside={requests > 0 ? `last ${counted(requests, 'request')}` : 'no request yet'}>
      <Figures label="Verdict">
        <FigureRow label="acknowledged adds" hint={isCutOff ? 'since the cart was last changed otherwise' : null}>
          {acknowledged}
        </FigureRow>
        <FigureRow label="present" isOdd={missing > 0}>
          {present ?? 'not known'}
        </FigureRow>
        <FigureRow label="signed out without asking" isOdd={signedOut > 0}>
          {signedOut}
        </FigureRow>
        <FigureRow label="stale reads" isOdd={stale > 0}>
          {stale}
        </FigureRow>
        <FigureRow label="refused or not answered" isOdd={unanswered > 0}>
          {unanswered}
        </FigureRow>
        <FigureRow label="p50 · p99">{p50 === null || p99 === null ? '–' : percentilesText(p50, p99)}</FigureRow>
      </Figures>
      <SettledStatus text={wordsOf(figures)} />
    </Panel>
  )
}

/** `14 · 212 ms` */
function percentilesText(p50: number, p99: number): string {
  const [one, other] = [msText(p50), msText(p99)]
  return one.split(' ')[1] === other.split(' ')[1] ? `${one.split(' ')[0]} · ${other}` : `${one} · ${other}`
}

/** In one line what is not as promised; nothing as long as all is well, and no times, which change with every request. */
function wordsOf({ acknowledged, present, missing, signedOut, stale, unanswered }: FigureValues): string {
  const parts = [
    missing > 0 ? `${present} of ${acknowledged} acknowledged adds are present` : null,
    signedOut > 0 ? `signed out without asking ${counted(signedOut, 'time')}` : null,
    stale > 0 ? counted(stale, 'stale read') : null,
    unanswered > 0 ? `${unanswered} refused or not answered` : null,
  ].filter(Boolean)
  return parts.length > 0 ? `Verdict: ${parts.join(', ')}.` : ''
}
