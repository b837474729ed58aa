import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import { beatKey, idOfKey } from '../keys'
import { Invalidations } from './invalidations'

/** A heartbeat this often, and what memory holds is used for so long after the sending of the last one that came through. */
const BEAT_MS = 250
const SOUND_MS = 1000
/** Without a heartbeat for so many turns the connection is given up: turns of a timer, since a process that stood still lost nothing. */
const PATIENCE_TURNS = 8
/** Nobody has read for so many turns: no more heartbeats until somebody does. */
const REST_TURNS = 240
/** Of a cluster's slots a master has some: so many are tried at once for the heartbeat's key. */
const TRIES = 64
/** A heartbeat's key is gone after this. */
const BEAT_KEY_MS = 2000

export type TrackerEvents = {
  /** A session has changed. */
  readonly changed: (id: string) => void
  /** All may have changed, and what was said since some moment may be missing. */
  readonly lost: () => void
  /** From sending a write to its invalidation. */
  readonly lag: (ms: number) => void
}

/**
 * Knows whether the invalidations of one master arrive: by heartbeats, which are writes like those of sessions. One is sent by the connection that
 * sessions are read on, and its invalidation comes on the other one. Then all that was answered before it was sent is known here, and both
 * connections lead to the same server, which takes writes. Whatever is wrong (a connection that is dead and does not say so, a master that was
 * replaced or is cut off, a server that is frozen or full, this process standing still), heartbeats stop, and memory is not used any more.
 */
export class Tracker {
  /** Moves on when invalidations may be missing: what was read before is worth nothing. */
  era = 0
  readonly #stream: unknown
  readonly #timer: NodeJS.Timeout
  readonly #name = randomBytes(6).toString('base64url')
  #tag = newTag()
  #invalidations: Invalidations | undefined
  #isOpen = false
  #soundUntil = Number.NEGATIVE_INFINITY
  #beat: { readonly key: string; readonly sentAt: number } | undefined
  #beats = 0
  /** The last one was refused: not again before the next turn. */
  #isRefused = false
  #waited = 0
  #rested = 0

  constructor(
    readonly master: Redis,
    private readonly events: TrackerEvents,
  ) {
    this.#stream = master.stream
    this.#timer = setInterval(() => this.#onTurn(), BEAT_MS).unref()
    master.once('close', this.#onClose)
    this.#connect()
  }

  /** Whether it is for the connection that the master's client has now. */
  get isCurrent(): boolean {
    return this.master.stream === this.#stream
  }

  /** Whether all that was written longer than a second ago is known here. */
  isSound(now: number): boolean {
    return now <= this.#soundUntil
  }

  /** Somebody reads: is it sound, or else could it be? */
  use(now: number): boolean {
    this.#rested = 0
    if (now <= this.#soundUntil) return true
    if (this.#isOpen && !this.#beat && !this.#isRefused) this.#sendBeat()
    return false
  }

  close(): void {
    clearInterval(this.#timer)
    this.master.off('close', this.#onClose)
    this.#lose()
    this.#invalidations?.close()
    this.#invalidations = undefined
  }

  readonly #onClose = () => this.close()

  #connect(): void {
    this.#waited = 0
    this.#invalidations = new Invalidations(
      this.master,
      (keys) => this.#hear(keys),
      () => {
        this.#isOpen = true
        this.#sendBeat()
      },
      () => {
        this.#lose()
        this.#invalidations = undefined
      },
    )
  }

  #hear(keys: readonly string[] | null): void {
    if (keys === null) {
      // Everything that it said is known, and the next answers are right.
      this.era++
      this.events.lost()
      return
    }
    for (const key of keys) {
      const id = idOfKey(key)
      if (id) this.events.changed(id)
      else if (key === this.#beat?.key) this.#answered(this.#beat.sentAt)
    }
  }

  #answered(sentAt: number): void {
    this.#beat = undefined
    this.#waited = 0
    this.#soundUntil = sentAt + SOUND_MS
    this.events.lag(performance.now() - sentAt)
  }

  #lose(): void {
    const wasOpen = this.#isOpen
    this.#isOpen = false
    this.#beat = undefined
    this.#soundUntil = Number.NEGATIVE_INFINITY
    this.era++
    if (wasOpen) this.events.lost()
  }

  #onTurn(): void {
    this.#rested++
    this.#isRefused = false
    if (!this.#invalidations) this.#connect()
    else if ((!this.#isOpen || this.#beat) && ++this.#waited > PATIENCE_TURNS) {
      this.#invalidations.close()
      this.#lose()
      this.#connect()
    } else if (this.#isOpen && !this.#beat && this.#rested <= REST_TURNS) this.#sendBeat()
  }

  #sendBeat(tries = TRIES): void {
    const key = beatKey(this.#tag, `${this.#name}:${this.#beats++}`)
    const beat = { key, sentAt: performance.now() }
    this.#beat = beat
    this.master.set(key, '', 'PX', BEAT_KEY_MS).catch((error: Error) => {
      if (this.#beat !== beat) return
      this.#beat = undefined
      this.#isRefused = true
      const isElsewhere = /^(MOVED|ASK) /.test(error.message)
      if (!isElsewhere) return
      this.#tag = newTag()
      if (tries > 1) this.#sendBeat(tries - 1)
    })
  }
}

/** Any hash tag. */
function newTag(): string {
  return randomBytes(6).toString('base64url')
}
