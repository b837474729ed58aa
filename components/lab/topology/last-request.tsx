'use client'

import { useEffect, useRef, useState } from 'react'
import { Shape } from '@/components/ui/shapes'
import type { Observation } from '@/lab/client/types'
import type { ReplicaFacts } from './replica-facts'
import { sentenceOf } from './sentence'
import { TONES } from './tones'

/** So much time for a sentence to be read out before the next one. */
const BREATH_MS = 1_400

/** What happened to the last request, in words; also said to those who do not see the picture. */
export function LastRequest({ current, replicas }: { current: Observation | null; replicas: readonly ReplicaFacts[] }) {
  const sentence = useThrottled(current ? `${sentenceOf(current)}.` : 'No request yet. Send one, or open the shop in another tab.')
  const answering = replicas.find(({ name }) => name === current?.replica)
  return (
    <div className="mt-5 flex min-h-12 items-start gap-2.5 border-line border-t pt-3.5">
      <span className={answering ? TONES[answering.shape] : ''}>
        <Shape name={answering?.shape ?? 'circle'} size={16} className={answering ? 'mt-0.75 fill-(--tone)!' : 'mt-0.75 fill-line!'} />
      </span>
      <p aria-live="polite" className="[overflow-wrap:anywhere]">
        {sentence}
      </p>
    </div>
  )
}

/** A value that changes at most once in a while, and ends with the newest. */
function useThrottled(value: string): string {
  const [shown, setShown] = useState(value)
  const changedAt = useRef(0)
  useEffect(() => {
    if (value === shown) return
    const wait = Math.max(0, changedAt.current + BREATH_MS - performance.now())
    const timer = setTimeout(() => {
      changedAt.current = performance.now()
      setShown(value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value, shown])
  return shown
}
