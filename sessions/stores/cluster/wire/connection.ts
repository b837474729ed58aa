import type { Socket } from 'node:net'
import type { WireCounters } from './counters'
import { FrameReader, FrameRefused, PREFIX_BYTES } from './frame-reader'
import { checkHello, checkProof, deriveKeys, HELLO_BYTES, type Keys, newHello, PROOF_BYTES, type Role } from './handshake'
import { Patience } from './patience'
import { Opener, Sealer, TAG_BYTES } from './seal'

/** After so long without a byte TCP asks whether the other host is still there. */
export const KEEP_ALIVE_MS = 15_000

/** What all connections of a wire share. Sizes are in bytes. */
export type ConnectionSettings = {
  readonly secret: Buffer
  readonly maxFrameBytes: number
  readonly counters: WireCounters
}

/** What a connection tells its owner. Nothing is told after `onClose`, which comes once. */
export type ConnectionEvents = {
  /** The other side has proved that it has the secret. */
  onOpen(): void
  /** @throws FrameRefused (or anything) to have the connection closed */
  onMessage(message: Buffer): void
  /** Nothing is unsent any more, after much was. */
  onDrain?(): void
  onClose(reason: string): void
}

/**
 * One authenticated connection. Both sides send a hello; then the one that dialled proves that it has the secret, and only then the other
 * does. Messages are taken and given from `onOpen` on.
 */
export class Connection {
  readonly #socket: Socket
  readonly #role: Role
  readonly #settings: ConnectionSettings
  readonly #events: ConnectionEvents
  readonly #reader = new FrameReader()
  readonly #hello = newHello()
  readonly #patience: Patience
  #keys: Keys | undefined
  #sealer: Sealer | undefined
  #opener: Opener | undefined
  #isPaused = false
  #isCorked = false
  #isClosed = false
  /** By `performance.now()`. */
  heardAt = 0

  constructor(socket: Socket, role: Role, settings: ConnectionSettings, handshakeTimeoutMs: number, events: ConnectionEvents) {
    this.#socket = socket
    this.#role = role
    this.#settings = settings
    this.#events = events
    this.#reader.expect(HELLO_BYTES, HELLO_BYTES)
    this.#patience = new Patience(handshakeTimeoutMs, () => this.close(`no handshake within ${handshakeTimeoutMs} ms`))
    socket.unref()
    socket.on('data', (chunk) => this.#onData(chunk))
    socket.on('drain', () => events.onDrain?.())
    socket.on('end', () => {
      if (this.isOpen && this.#reader.isAmidFrame) settings.counters.framesRefused.garbage++
    })
    socket.on('error', (error) => this.close(error.message))
    socket.on('close', () => this.close('the connection was closed'))
    if (role === 'dialler') this.#sendPlain(this.#hello)
  }

  get isOpen(): boolean {
    return this.#opener !== undefined && !this.#isClosed
  }

  /** How many bytes wait for the other side to take them. */
  get unsent(): number {
    return this.#socket.writableLength
  }

  /** Sends a message; those of one turn of the event loop leave together. Nothing happens when it is closed. */
  send(message: Buffer): void {
    if (this.#isClosed || !this.#sealer) return
    if (!this.#isCorked) {
      this.#isCorked = true
      this.#socket.cork()
      process.nextTick(() => this.#uncork())
    }
    this.#settings.counters.framesSent++
    this.#write(this.#sealer.seal(message))
  }

  /** Takes no more messages until {@link resume}, so that the other side has to wait. */
  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#read()
    if (!this.#isPaused) this.#socket.resume()
  }

  /** Ends it at once; harmless when repeated. What was sent before is given to the system as far as that takes it. */
  close(reason: string): void {
    if (this.#isClosed) return
    const { isOpen } = this
    this.#isClosed = true
    this.#patience.stop()
    this.#uncork()
    this.#socket.destroy()
    if (!isOpen && this.#role === 'listener') this.#settings.counters.connectionsRefused++
    this.#events.onClose(reason)
  }

  #onData(chunk: Buffer): void {
    this.#settings.counters.bytesReceived += chunk.length
    this.heardAt = performance.now()
    this.#reader.push(chunk)
    this.#read()
  }

  #read(): void {
    try {
      while (!this.#isClosed && !this.#isPaused) {
        const body = this.#reader.next()
        if (!body) return
        if (!this.#opener) this.#shakeHands(body)
        else {
          const message = this.#opener.open(body)
          this.#settings.counters.framesReceived++
          this.#events.onMessage(message)
        }
      }
    } catch (error) {
      this.#settings.counters.framesRefused[error instanceof FrameRefused ? error.why : 'garbage']++
      if (!this.isOpen && this.#role === 'dialler') this.#settings.counters.connectionsRefused++
      this.close(`it sent ${error instanceof Error ? error.message : error}`)
    }
  }

  #shakeHands(body: Buffer): void {
    const { secret, maxFrameBytes, counters } = this.#settings
    const isDialler = this.#role === 'dialler'
    const other = isDialler ? 'listener' : 'dialler'
    if (!this.#keys) {
      checkHello(body)
      this.#keys = isDialler ? deriveKeys(secret, this.#hello, body) : deriveKeys(secret, body, this.#hello)
      this.#reader.expect(PROOF_BYTES, PROOF_BYTES)
      this.#sendPlain(isDialler ? this.#keys.proof.dialler : this.#hello)
      return
    }
    const { proof, key } = this.#keys
    checkProof(body, proof[other])
    if (!isDialler) this.#sendPlain(proof.listener)
    this.#sealer = new Sealer(key[this.#role])
    this.#opener = new Opener(key[other])
    this.#reader.expect(TAG_BYTES + 1, maxFrameBytes)
    this.#patience.stop()
    counters.connectionsOpened++
    this.#events.onOpen()
  }

  #sendPlain(body: Buffer): void {
    const prefix = Buffer.allocUnsafe(PREFIX_BYTES)
    prefix.writeUInt32BE(body.length)
    this.#write(Buffer.concat([prefix, body]))
  }

  #write(bytes: Buffer): void {
    this.#settings.counters.bytesSent += bytes.length
    this.#socket.write(bytes)
  }

  #uncork(): void {
    if (!this.#isCorked) return
    this.#isCorked = false
    this.#socket.uncork()
  }
}
