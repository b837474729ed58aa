import { onFrame } from '@/sessions/request/opened-stores'
import type { Frame } from '../contract'
import { Ring } from './ring'

/** A frame before it is known which of its sessions is this visitor's. */
export type RawFrame = Omit<Frame, 'session'> & { readonly sessions: readonly string[] }

/** So many frames of this replica are remembered. */
const FRAMES = 500

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartLabFrames?: Ring<RawFrame> }

function ring(): Ring<RawFrame> {
  holder.__hopcartLabFrames ??= new Ring(FRAMES)
  return holder.__hopcartLabFrames
}

/** Begins to remember what this replica sends others about sessions; once, when the process starts. Outside the lab nothing is heard. */
export function watchFrames(): void {
  onFrame(({ design, ...frame }) => ring().push({ ...frame, mode: design }))
}

/** The frames that this replica has sent since the one of that number, of all sessions. */
export function framesSince(after: number): { frames: RawFrame[]; last: number } {
  const { entries, last } = ring().since(after)
  return { frames: entries, last }
}

/** The frames about one of these sessions. Of several in one frame the last counts: the one that a renewal has made. */
export function framesOf(frames: readonly RawFrame[], ids: ReadonlySet<string>): Frame[] {
  return frames.flatMap(({ sessions, ...frame }) => {
    const session = sessions.findLast((id) => ids.has(id))
    return session === undefined ? [] : [{ ...frame, session }]
  })
}
