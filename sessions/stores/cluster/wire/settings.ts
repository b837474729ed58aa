import { WireCounters } from './counters'

export type WireOptions = {
  /** Where the other members reach this one. Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number }
  /** Shared by all members; at least 32 characters. */
  readonly secret: string
  /** An HTTP proxy (CONNECT) by which all others are dialled; time-outs include it. Unless given they are dialled themselves. */
  readonly via?: { readonly host: string; readonly port: number }
  /** The longest sealed message, in bytes: 4 MiB unless given, 4 KiB to 1 GiB. */
  readonly maxFrameBytes?: number
  /** Unless a call says otherwise: 1,000. */
  readonly callTimeoutMs?: number
  /** From dialling to the proof of the secret: 1,000 unless given. */
  readonly handshakeTimeoutMs?: number
  /** To count on with; created when absent. */
  readonly counters?: WireCounters
}

/** What all connections of a wire share. Times are in milliseconds, sizes in bytes. */
export type WireSettings = {
  readonly secret: Buffer
  readonly via: WireOptions['via']
  readonly maxFrameBytes: number
  readonly callTimeoutMs: number
  readonly handshakeTimeoutMs: number
  readonly counters: WireCounters
}

/** After so long without a byte TCP asks whether the other host is still there. */
export const KEEP_ALIVE_MS = 15_000

const MIN_SECRET_LENGTH = 32
/** A failure has to fit. */
const MIN_FRAME_BYTES = 4 * 1024
const MAX_FRAME_BYTES = 1024 ** 3

/** @throws RangeError for a short secret or a wrong limit */
export function settingsOf(options: WireOptions): WireSettings {
  const { secret, maxFrameBytes = 4 * 1024 * 1024, callTimeoutMs = 1000, handshakeTimeoutMs = 1000 } = options
  if (secret.length < MIN_SECRET_LENGTH) throw new RangeError(`The secret of the wire must have at least ${MIN_SECRET_LENGTH} characters.`)
  if (!(maxFrameBytes >= MIN_FRAME_BYTES && maxFrameBytes <= MAX_FRAME_BYTES))
    throw new RangeError(`maxFrameBytes must be between ${MIN_FRAME_BYTES} and ${MAX_FRAME_BYTES}.`)
  const counters = options.counters ?? new WireCounters()
  return { secret: Buffer.from(secret), via: options.via, maxFrameBytes, callTimeoutMs, handshakeTimeoutMs, counters }
}
