import type { Clock } from '../teller'

/** Time that passes only while everybody waits: the earliest sleeper wakes when nothing else is left to do. */
export function fakeClock(start = Date.UTC(2026, 0, 1)): Clock {
  let now = start
  let isTurning = false
  const sleepers: { at: number; wake: () => void }[] = []
  const turn = () => {
    sleepers.sort((a, b) => a.at - b.at)
    const next = sleepers.shift()
    isTurning = false
    if (!next) return
    now = Math.max(now, next.at)
    next.wake()
    keepTurning()
  }
  const keepTurning = () => {
    if (isTurning || sleepers.length === 0) return
    isTurning = true
    setTimeout(turn, 0)
  }
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        sleepers.push({ at: now + ms, wake: () => (signal.aborted ? reject(signal.reason) : resolve()) })
        keepTurning()
      }),
  }
}
