/** How long a trip without failures takes, so that an eye can follow it. */
export const TRIP_MS = 900
export const FRAME_MS = 480

/** Trips begin one after the other, at least so far apart… */
const APART_MS = 105
const FRAMES_APART_MS = 45
/** …and what would begin later than this is not shown as a dot. */
export const MOST_WAIT_MS = 2_100

/** When a line of dots has its next free place. */
export class Pace {
  #next = 0
  constructor(
    private readonly apartMs: number,
    private readonly mostWaitMs = MOST_WAIT_MS,
  ) {}

  static ofTrips = () => new Pace(APART_MS)
  static ofFrames = () => new Pace(FRAMES_APART_MS, 1_200)

  /** Milliseconds to wait from `now`; null when too many wait already. */
  take(now: number): number | null {
    const wait = Math.max(0, this.#next - now)
    if (wait > this.mostWaitMs) return null
    this.#next = now + wait + this.apartMs
    return wait
  }
}
