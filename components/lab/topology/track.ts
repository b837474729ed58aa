import { type Curve, type Point, pointAt } from './curve'
import { type Layout, lineBetween } from './layout'
import type { Step } from './way'

type Phase = {
  readonly curve: Curve
  /** When it begins and ends, in milliseconds from the start of the trip. */
  readonly from: number
  readonly to: number
  readonly kind: 'move' | 'fall'
  readonly isBack: boolean
  /** Which part of the line is gone along, or where it is fallen from. */
  readonly reach: number
}

/** A trip as a dot makes it, `ms` long. */
export type Track = { readonly phases: readonly Phase[]; readonly ms: number }

/** Where a dot is at a moment. `fallen`: 0 while it is on its way, 1 when it has gone. */
export type Spot = { readonly point: Point; readonly fallen: number; readonly fellFrom: Point | null; readonly isBack: boolean }

const FALL_MS = 520
const FALL_UNITS = 58

/**
 * Lays a way over a layout. Steps that do not fall share `ms`; real times would be too short to see. Those that do come on top,
 * and steps between places that are not in the picture are left out.
 */
export function trackOf(steps: readonly Step[], layout: Layout, ms: number): Track {
  const stepMs = ms / Math.max(4, steps.filter(({ falls }) => !falls).length)
  const phases: Phase[] = []
  let at = 0
  for (const { from, to, falls, isBack = false } of steps) {
    const found = lineBetween(layout, from, to)
    if (!found) continue
    const reach = falls === 'middle' ? 0.45 : 1
    phases.push({ curve: found.curve, from: at, to: at + stepMs, kind: 'move', isBack, reach })
    at += stepMs
    if (!falls) continue
    phases.push({ curve: found.curve, from: at, to: at + FALL_MS, kind: 'fall', isBack, reach })
    at += FALL_MS
  }
  return { phases, ms: at }
}

/** Where the dot of a trip is so many milliseconds after its start. Null for a trip that has no line in this picture. */
export function spotAt({ phases }: Track, ms: number): Spot | null {
  const phase = phases.find(({ to }) => ms < to) ?? phases.at(-1)
  if (!phase) return null
  const part = Math.min(1, Math.max(0, (ms - phase.from) / (phase.to - phase.from)))
  if (phase.kind === 'move')
    return { point: pointAt(phase.curve, easeInOut(part) * phase.reach), fallen: 0, fellFrom: null, isBack: phase.isBack }
  const fellFrom = pointAt(phase.curve, phase.reach)
  return { point: [fellFrom[0], fellFrom[1] + FALL_UNITS * part * part], fallen: part, fellFrom, isBack: phase.isBack }
}

function easeInOut(t: number): number {
  return t < 0.5 ? 2 * t * t : 1 - (1 - t) * (1 - t) * 2
}

/** How long a way takes at most, in any layout. */
export function longest(steps: readonly Step[], ms: number): number {
  const falling = steps.filter(({ falls }) => falls).length
  return ms + falling * (ms / 4 + FALL_MS)
}
