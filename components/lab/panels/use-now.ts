'use client'

import { useEffect, useState } from 'react'

/**
 * The time of the replicas, which tell when something ends, by this browser's steady clock: what `at` was when it came, and on from there in
 * steps of a second. Null without `at`.
 */
export function useNow(at: number | null): number | null {
  const [clock, setClock] = useState<{ at: number; now: number } | null>(null)
  useEffect(() => {
    if (at === null) return
    const came = performance.now()
    const tick = () => setClock({ at, now: at + performance.now() - came })
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [at])
  if (at === null) return null
  return clock && clock.at === at ? clock.now : Math.max(at, clock?.now ?? at)
}
