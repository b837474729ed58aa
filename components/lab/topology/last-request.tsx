'use client'

import { useEffect, useRef, useState } from 'react'
import { Shape } from '@/components/ui/shapes'
import type { Observation } from '@/lab/client/types'
import type { ReplicaFacts } from './replica-facts'
import { sentenceOf } from './sentence'
import { TONES } from './tones'

/** So much time for a sentence to be read out before the next one. */
const BREATH_MS = 1_400

type Props = { current: Observation | null; isUnderWay: boolean; replicas: readonly ReplicaFacts[] }

/** What happened to the last request, in words; also said to those who do not see the picture. */
export function LastRequest({ current, isUnderWay, replicas }: Props) {
  const sentence = current
    ? `${sentenceOf(current)}.`
    : isUnderWay
      ? 'The first request is under way.'
      : 'No request yet. Send one, or open the shop in another tab.'
  const said = useThrottled({ sentence, replica: current?.replica ?? null })
  const answering = replicas.find(({ name }) => name === said.replica)
  return (
    <div className="mt-4 flex min-h-12 items-start gap-2.5 border-line border-t pt-3.5">
      <span className={answering ? TONES[answering.shape] : ''}>
        <Shape name={answering?.shape ?? 'circle'} size={16} className={answering ? 'mt-0.75 fill-(--tone)!' : 'mt-0.75 fill-line!'} />
      </span>
      <p aria-live="polite" className="[overflow-wrap:anywhere]">
        {said.sentence}
      </p>
    </div>
  )
}

type Said = { readonly sentence: string; readonly replica: string | null }

/** What changes at most once in a while, and ends with the newest. */
function useThrottled(value: Said): Said {
  const [shown, setShown] = useState(value)
  const changedAt = useRef(0)
  const { sentence, replica } = value
  useEffect(() => {
    if (sentence === shown.sentence && replica === shown.replica) return
    const wait = Math.max(0, changedAt.current + BREATH_MS - performance.now())
    const timer = setTimeout(() => {
      changedAt.current = performance.now()
      setShown({ sentence, replica })
    }, wait)
    return () => clearTimeout(timer)
  }, [sentence, replica, shown])
  return shown
}
