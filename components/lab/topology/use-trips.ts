import { useCallback, useEffect, useRef, useState } from 'react'
import { type ShapeName, shapeOf } from '@/components/ui/shapes'
import type { LabView, Observation } from '@/lab/client/types'
import type { Frame } from '@/lab/contract'
import { replicaNumber } from '@/lab/names'
import { storeOf } from '@/lab/stores'
import { FRAME_MS, MOST_WAIT_MS, Pace, TRIP_MS } from './pace'
import { surroundingsOf } from './surroundings'
import { longest } from './track'
import { failedTries, type Step, wayOf, wayOfFrame } from './way'

/** A dot on its way. */
export type Trip = {
  readonly key: string
  readonly steps: readonly Step[]
  readonly ms: number
  readonly look: 'own' | 'other' | 'frame'
  readonly shape: ShapeName | null
  /** Key of the observation, for requests. */
  readonly of: string | null
  readonly carriesCookie: boolean
}

/** Requests older than this are shown as past at once. */
const RECENT_MS = 8_000

/**
 * Turns new observations and frames into trips, one after the other. `currentKey` is the request whose way is highlighted: the last that has
 * set off. Without `moves` there are no trips, and the newest request is the current one at once. For one mode: another needs a new component.
 */
export function useTrips(view: LabView, moves: boolean): { trips: readonly Trip[]; currentKey: string | null } {
  const [trips, setTrips] = useState<readonly Trip[]>([])
  const [current, setCurrent] = useState<{ key: string | null; at: number }>({ key: null, at: Number.NEGATIVE_INFINITY })
  const seen = useRef<{ keys: Set<string>; frames: WeakSet<Frame>; requests: Pace; links: Pace } | null>(null)
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  const count = useRef(0)

  const later = useCallback((ms: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.current.delete(timer)
      run()
    }, ms)
    timers.current.add(timer)
  }, [])

  const send = useCallback(
    (trip: Omit<Trip, 'key'>, wait: number, onStart?: () => void) => {
      const key = `trip-${count.current++}`
      later(wait, () => {
        onStart?.()
        setTrips((all) => [...all, { ...trip, key }])
        later(longest(trip.steps, trip.ms) + 50, () => setTrips((all) => all.filter((each) => each.key !== key)))
      })
    },
    [later],
  )

  useEffect(() => {
    const { mode } = view
    const done = view.observations.filter((each) => each.mode === mode && !each.pending)
    const frames = view.frames.filter((each) => each.mode === mode)
    const { cuts } = surroundingsOf(view)
    const isFirst = seen.current === null
    seen.current ??= { keys: new Set(), frames: new WeakSet(), requests: Pace.ofTrips(), links: Pace.ofFrames() }
    const { keys, requests, links } = seen.current
    const fresh = done.filter(({ key }) => !keys.has(key))
    const freshFrames = frames.filter((frame) => !seen.current?.frames.has(frame))
    seen.current.keys = new Set(done.map(({ key }) => key))
    for (const frame of freshFrames) seen.current.frames.add(frame)

    const still = isFirst || !moves || document.hidden
    const newest = fresh.at(-1)
    // Only ever forwards: a dot that sets off late, or a request that is reported late, does not take the highlight from a newer one.
    const highlight =
      ({ key, at }: Observation) =>
      () =>
        setCurrent((now) => (now.at > at ? now : { key, at }))
    if (still) {
      if (newest) highlight(newest)()
      return
    }
    for (const observation of fresh) {
      const onStart = highlight(observation)
      const isOld = Date.now() - (observation.answeredAt ?? observation.at) > RECENT_MS
      const wait = isOld ? 0 : requests.take(performance.now())
      if (isOld || wait === null) later(isOld ? 0 : MOST_WAIT_MS, onStart)
      else send(tripOf(observation), wait, onStart)
    }
    for (const frame of freshFrames) {
      const wait = links.take(performance.now())
      if (wait !== null) send(tripOfFrame(frame, cuts), wait)
    }
  }, [view, moves, send, later])

  useEffect(() => {
    const waiting = timers.current
    return () => {
      for (const timer of waiting) clearTimeout(timer)
      waiting.clear()
    }
  }, [])

  return { trips, currentKey: current.key }
}

function shapeOfReplica(name: string): ShapeName {
  return shapeOf(Math.max(0, replicaNumber(name) - 1))
}

function tripOf(observation: Observation): Omit<Trip, 'key'> {
  const who = observation.replica ?? failedTries(observation).findLast(({ replica }) => replica)?.replica ?? null
  return {
    steps: wayOf(observation, storeOf(observation.mode) !== null),
    ms: TRIP_MS,
    look: observation.own ? 'own' : 'other',
    shape: who === null ? null : shapeOfReplica(who),
    of: observation.key,
    carriesCookie: observation.mode === 'stateless' && (observation.presented || Boolean(observation.session)),
  }
}

/** What needs no answer is sent into a cut link, too, and is held back there. */
function tripOfFrame(frame: Frame, cuts: ReadonlySet<string>): Omit<Trip, 'key'> {
  const ok = frame.ok && !cuts.has(`${frame.from}>${frame.to}`)
  return {
    steps: wayOfFrame({ ...frame, ok }),
    ms: FRAME_MS,
    look: 'frame',
    shape: shapeOfReplica(frame.from),
    of: null,
    carriesCookie: false,
  }
}
