import { decode } from './decode'
import { encode } from './encode'
import { FrameRefused } from './frame-reader'

/** What members say to each other. The number is the caller's, for its answer. */
export type WireMessage =
  | { readonly kind: 'call'; readonly number: number; readonly channel: string; readonly body: unknown }
  /** A call that is not answered. */
  | { readonly kind: 'tell'; readonly channel: string; readonly body: unknown }
  | { readonly kind: 'answer'; readonly number: number; readonly body: unknown }
  | { readonly kind: 'failure'; readonly number: number; readonly text: string }

const CALL = 0
const ANSWER = 1
const FAILURE = 2
const TELL = 3

/** @throws TypeError or RangeError for a body that `encode` does not take */
export function pack(message: WireMessage): Buffer {
  switch (message.kind) {
    case 'call':
      return encode([CALL, message.number, message.body, message.channel])
    case 'tell':
      return encode([TELL, 0, message.body, message.channel])
    case 'answer':
      return encode([ANSWER, message.number, message.body])
    case 'failure':
      return encode([FAILURE, message.number, message.text])
  }
}

/** @throws FrameRefused when it is no message */
export function unpack(bytes: Buffer): WireMessage {
  const parts = decodeOrRefuse(bytes)
  if (Array.isArray(parts) && Number.isSafeInteger(parts[1])) {
    const [kind, number, body, channel] = parts as [unknown, number, unknown, unknown]
    if (kind === CALL && parts.length === 4 && typeof channel === 'string') return { kind: 'call', number, channel, body }
    if (kind === TELL && parts.length === 4 && typeof channel === 'string') return { kind: 'tell', channel, body }
    if (kind === ANSWER && parts.length === 3) return { kind: 'answer', number, body }
    if (kind === FAILURE && parts.length === 3 && typeof body === 'string') return { kind: 'failure', number, text: body }
  }
  throw new FrameRefused('garbage', 'something that is neither a call nor an answer')
}

function decodeOrRefuse(bytes: Buffer): unknown {
  try {
    return decode(bytes)
  } catch (error) {
    throw new FrameRefused('garbage', `an undecodable message: ${error instanceof Error ? error.message : error}`)
  }
}
