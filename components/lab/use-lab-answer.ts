'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { askWhoAnswers } from './ask-who-answers'
import type { LabAnswer } from './lab-bar-answer'
import { takeAnswer } from './lab-bar-memory'
import { watchDoings } from './watch-doings'

/** What the last replica to answer said, and what vanished with that answer. */
export type Seen = { answer: LabAnswer; anomaly: string | null }

/**
 * Keeps the bar truthful: the answer that came with the page, then one real `GET /api/session` after each navigation within
 * the page and each change of the cart, in this tab or another.
 */
export function useLabAnswer(rendered: LabAnswer): Seen {
  const [seen, setSeen] = useState<Seen>({ answer: rendered, anomaly: null })
  const pathname = usePathname()
  const shownPath = useRef(pathname)
  const stop = useRef(() => {})
  const ask = useRef(() => {
    stop.current()
    stop.current = askWhoAnswers((answer) => setSeen({ answer, anomaly: takeAnswer(answer) }))
  })

  useEffect(() => {
    setSeen({ answer: rendered, anomaly: takeAnswer(rendered) })
  }, [rendered])

  useEffect(() => {
    if (shownPath.current === pathname) return
    shownPath.current = pathname
    ask.current()
  }, [pathname])

  useEffect(() => {
    const unwatch = watchDoings(ask.current)
    return () => {
      unwatch()
      stop.current()
    }
  }, [])

  return seen
}
