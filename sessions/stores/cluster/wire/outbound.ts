import { connect } from 'node:net'
import { parseAddress } from './address'
import { Connection, type ConnectionEvents } from './connection'
import { RemoteFailure, Unreachable } from './errors'
import { FrameRefused } from './frame-reader'
import { pack, unpack, type WireMessage } from './messages'
import { Patience } from './patience'
import { TAG_BYTES } from './seal'
import { KEEP_ALIVE_MS, type WireSettings } from './settings'

/** Beyond this, calls to a member that does not take what it is sent are not kept for it. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024

/** A call without its answer. */
type Pending = {
  readonly channel: string
  readonly sentAt: number
  readonly patience: Patience
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** Opens a connection, by the proxy if there is one. @throws Unreachable for what is no address */
export function dial(address: string, settings: WireSettings, timeoutMs: number, events: ConnectionEvents): Connection {
  const target = parseAddress(address)
  if (!target) throw new Unreachable(address, 'this is not "host:port"')
  const { via } = settings
  const socket = connect({ ...(via ?? target), noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS })
  return new Connection(socket, 'dialler', settings, timeoutMs, events, via && address)
}

/** One connection to another member with the calls on it. It is used once: when it breaks, the next call needs another. */
export class Outbound {
  readonly #address: string
  readonly #settings: WireSettings
  readonly #connection: Connection
  readonly #onRetire: () => void
  readonly #pending = new Map<number, Pending>()
  /** What waits for the handshake. */
  #waiting = new Map<number, Buffer>()
  #waitingBytes = 0
  #nextNumber = 1
  #isRetired = false

  /** @param onRetire is called once, when it must not be given further calls: it is closed, or seems to lead nowhere */
  constructor(address: string, settings: WireSettings, onRetire: () => void, onClose: () => void) {
    this.#address = address
    this.#settings = settings
    this.#onRetire = onRetire
    this.#connection = dial(address, settings, settings.handshakeTimeoutMs, {
      onOpen: () => {
        for (const bytes of this.#waiting.values()) this.#connection.send(bytes)
        this.#waiting.clear()
        this.#waitingBytes = 0
      },
      onMessage: (bytes) => this.#onAnswer(bytes),
      onClose: (reason) => {
        this.#retire()
        this.#waiting.clear()
        for (const [number, { reject }] of [...this.#pending]) {
          this.#forget(number)
          reject(new Unreachable(address, reason))
        }
        onClose()
      },
    })
  }

  /** @throws TypeError or RangeError about the message; for the rest see `Wire.call` */
  call(channel: string, body: unknown, timeoutMs: number): Promise<unknown> {
    const number = this.#nextNumber++
    const bytes = this.#packed({ kind: 'call', number, channel, body })
    return new Promise((resolve, reject) => {
      const patience = new Patience(timeoutMs, () => this.#onTimeout(number, timeoutMs))
      this.#pending.set(number, { channel, sentAt: performance.now(), patience, resolve, reject })
      this.#send(number, bytes)
    })
  }

  /** @throws as `call` */
  tell(channel: string, body: unknown): void {
    this.#send(this.#nextNumber++, this.#packed({ kind: 'tell', channel, body }))
  }

  #packed(message: WireMessage & { readonly channel: string }): Buffer {
    const bytes = pack(message)
    const max = this.#settings.maxFrameBytes - TAG_BYTES
    if (bytes.length > max) throw new RangeError(`The message for "${message.channel}" has ${bytes.length} bytes, and ${max} are allowed.`)
    if (this.#waitingBytes + this.#connection.unsent + bytes.length > MAX_UNSENT_BYTES)
      throw new Unreachable(this.#address, 'too much is waiting to be sent to it')
    return bytes
  }

  #send(number: number, bytes: Buffer): void {
    if (this.#connection.isOpen) this.#connection.send(bytes)
    else {
      this.#waiting.set(number, bytes)
      this.#waitingBytes += bytes.length
    }
  }

  close(reason: string): void {
    this.#connection.close(reason)
  }

  #onAnswer(bytes: Buffer): void {
    const message = unpack(bytes)
    if (message.kind !== 'answer' && message.kind !== 'failure') throw new FrameRefused('garbage', 'a call where only answers are expected')
    const pending = this.#forget(message.number)
    // Its caller has given up.
    if (!pending) return
    if (message.kind === 'answer') pending.resolve(message.body)
    else pending.reject(new RemoteFailure(this.#address, pending.channel, message.text))
    this.#closeWhenDone()
  }

  #onTimeout(number: number, timeoutMs: number): void {
    const pending = this.#forget(number)
    if (!pending) return
    this.#settings.counters.callsTimedOut++
    // Not a sound since: perhaps TCP waits for longer and longer for a network that is back. The next call tries a new connection.
    if (this.#connection.isOpen && this.#connection.heardAt < pending.sentAt) this.#retire()
    pending.reject(new Unreachable(this.#address, `no answer to "${pending.channel}" within ${timeoutMs} ms`))
    this.#closeWhenDone()
  }

  #forget(number: number): Pending | undefined {
    const pending = this.#pending.get(number)
    if (!pending) return undefined
    this.#pending.delete(number)
    pending.patience.stop()
    const waiting = this.#waiting.get(number)
    if (waiting) {
      this.#waiting.delete(number)
      this.#waitingBytes -= waiting.length
    }
    return pending
  }

  #retire(): void {
    if (this.#isRetired) return
    this.#isRetired = true
    this.#onRetire()
  }

  /** A retired one only waits for the answers of its other calls. */
  #closeWhenDone(): void {
    if (this.#isRetired && this.#pending.size === 0) this.#connection.close('it did not answer')
  }
}
