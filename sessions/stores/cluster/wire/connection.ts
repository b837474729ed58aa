import type { Socket } from 'node:net'
import { FrameReader, FrameRefused, PREFIX_BYTES } from './frame-reader'
import { Handshake, type Role } from './handshake'
import { Patience } from './patience'
import { Opener, Sealer, TAG_BYTES } from './seal'
import type { WireSettings } from './settings'
import { askForTunnel } from './tunnel'

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

/** One authenticated connection: a handshake, then sealed messages. They are taken and given from `onOpen` on. */
export class Connection {
  readonly #socket: Socket
  readonly #role: Role
  readonly #settings: WireSettings
  readonly #events: ConnectionEvents
  readonly #reader = new FrameReader()
  readonly #handshake: Handshake
  readonly #patience: Patience
  #sealer: Sealer | undefined
  #opener: Opener | undefined
  #isPaused = false
  #isCorked = false
  #isClosed = false
  /** By `performance.now()`. */
  heardAt = 0

  /** @param tunnelTo where the socket leads to a proxy: the address that it is asked for first */
  constructor(socket: Socket, role: Role, settings: WireSettings, handshakeTimeoutMs: number, events: ConnectionEvents, tunnelTo?: string) {
    this.#socket = socket
    this.#role = role
    this.#settings = settings
    this.#events = events
    this.#handshake = new Handshake(settings.secret, role)
    this.#expectHandshake()
    this.#patience = new Patience(handshakeTimeoutMs, () => this.close(`no handshake within ${handshakeTimeoutMs} ms`))
    socket.unref()
    socket.on('drain', () => {
      if (!this.#isClosed) events.onDrain?.()
    })
    socket.on('end', () => {
      if (this.isOpen && this.#reader.isAmidFrame) settings.counters.framesRefused.garbage++
      // It takes no more either: nothing is left half open.
      this.close(this.isOpen ? 'the connection was closed' : 'it closed the connection; have both the same secret and version?')
    })
    socket.on('error', (error) => this.close(error.message))
    socket.on('close', () => this.close('the connection was closed'))
    if (tunnelTo === undefined) this.#begin()
    else
      askForTunnel(
        socket,
        tunnelTo,
        (early) => this.#begin(early),
        (reason) => this.close(reason),
      )
  }

  get isOpen(): boolean {
    return this.#opener !== undefined && !this.#isClosed
  }

  /** How many bytes wait for the other side to take them. */
  get unsent(): number {
    return this.#socket.writableLength
  }

  /** Sends a message: at once, if it is the first of a turn of the event loop; its others leave together. Nothing happens when it is closed. */
  send(message: Buffer): void {
    if (this.#isClosed || !this.#sealer) return
    this.#settings.counters.framesSent++
    this.#write(this.#sealer.seal(message))
    if (this.#isCorked) return
    this.#isCorked = true
    this.#socket.cork()
    process.nextTick(() => this.#uncork())
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

  #begin(early?: Buffer): void {
    if (this.#isClosed) return
    this.#socket.on('data', (chunk) => this.#onData(chunk))
    if (this.#role === 'dialler') this.#sendPlain(this.#handshake.hello)
    if (early?.length) this.#onData(early)
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
    const { reply, keys } = this.#handshake.take(body)
    if (reply) this.#sendPlain(reply)
    if (!keys) {
      this.#expectHandshake()
      return
    }
    this.#sealer = new Sealer(keys.own)
    this.#opener = new Opener(keys.others)
    this.#reader.expect(TAG_BYTES + 1, this.#settings.maxFrameBytes)
    this.#patience.stop()
    this.#settings.counters.connectionsOpened++
    this.#events.onOpen()
  }

  #expectHandshake(): void {
    this.#reader.expect(this.#handshake.expects, this.#handshake.expects)
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
