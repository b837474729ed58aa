/** Why a frame was refused, and its connection closed. */
export type RefusedFrame =
  /** Longer than is allowed where it stood. */
  | 'oversized'
  /** Empty, too short, cut off, not of this protocol or its version, or not a message. */
  | 'garbage'
  /** A wrong proof of the secret, or a frame that was altered, replayed or moved. */
  | 'unauthentic'

/** What a {@link WireCounters} says at one moment. */
export type WireCounts = {
  readonly framesSent: number
  readonly framesReceived: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly connectionsOpened: number
  readonly connectionsRefused: number
  readonly framesRefused: Readonly<Record<RefusedFrame, number>>
  readonly callsTimedOut: number
}

/** What went over a wire since it was opened. */
export class WireCounters implements WireCounts {
  /** Sealed frames; those of the handshake are not counted. */
  framesSent = 0
  framesReceived = 0
  /** All bytes given to TCP, those of the handshake too. */
  bytesSent = 0
  bytesReceived = 0
  /** Handshakes that succeeded, of either direction; a probe is one. */
  connectionsOpened = 0
  /** Handshakes that failed: of incoming connections however they ended, of outgoing ones when the other side said something wrong. */
  connectionsRefused = 0
  readonly framesRefused = { oversized: 0, garbage: 0, unauthentic: 0 }
  /** Calls of this side without an answer in time. */
  callsTimedOut = 0

  /** A copy that does not change any more. */
  snapshot(): WireCounts {
    return { ...this, framesRefused: { ...this.framesRefused } }
  }
}
