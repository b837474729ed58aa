import type { Socket } from 'node:net'
import { Connection } from './connection'
import { FrameRefused } from './frame-reader'
import { pack, unpack, type WireMessage } from './messages'
import { TAG_BYTES } from './seal'
import type { WireSettings } from './settings'

/** Connections that have not proved the secret yet; beyond these the oldest is closed. */
const MAX_UNPROVEN = 64
/** Calls of one connection under way, and bytes that it has not taken yet: beyond these nothing more is read from it. */
const MAX_RUNNING = 1024
const MAX_UNSENT_BYTES = 4 * 1024 * 1024
/** A longer message of an error is cut. */
const MAX_FAILURE_LENGTH = 1000

export type Handler = (message: unknown) => unknown | Promise<unknown>

/** The connections that others opened, and the answers to their calls. */
export class Inbound {
  readonly #settings: WireSettings
  readonly #handlers = new Map<string, Handler>()
  readonly #unproven = new Set<Connection>()
  readonly #proven = new Set<Connection>()

  constructor(settings: WireSettings) {
    this.#settings = settings
  }

  /** @throws RangeError when the channel has a handler already */
  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new RangeError(`The channel "${channel}" has a handler already.`)
    this.#handlers.set(channel, handler)
  }

  accept(socket: Socket): void {
    const [oldest] = this.#unproven
    if (oldest && this.#unproven.size >= MAX_UNPROVEN) oldest.close('too many connections without a handshake')
    let running = 0
    const connection = new Connection(socket, 'listener', this.#settings, this.#settings.handshakeTimeoutMs, {
      onOpen: () => {
        this.#unproven.delete(connection)
        this.#proven.add(connection)
      },
      onMessage: (bytes) => {
        const message = unpack(bytes)
        if (message.kind !== 'call' && message.kind !== 'tell') throw new FrameRefused('garbage', 'an answer where only calls are expected')
        running++
        if (running >= MAX_RUNNING) connection.pause()
        const answered = message.kind === 'call' ? this.#answer(message) : this.#take(message)
        answered.then((answer) => {
          running--
          if (answer) connection.send(answer)
          if (connection.unsent > MAX_UNSENT_BYTES) connection.pause()
          else resume()
        })
      },
      onDrain: () => resume(),
      onClose: () => {
        this.#unproven.delete(connection)
        this.#proven.delete(connection)
      },
    })
    const resume = () => {
      if (running < MAX_RUNNING && connection.unsent <= MAX_UNSENT_BYTES) connection.resume()
    }
    this.#unproven.add(connection)
  }

  close(): void {
    for (const connection of [...this.#unproven, ...this.#proven]) connection.close('this replica closes')
  }

  /** The packed answer; never rejects. */
  async #answer(call: WireMessage & { kind: 'call' }): Promise<Buffer> {
    const { number } = call
    try {
      const answer = pack({ kind: 'answer', number, body: await this.#handle(call) })
      const max = this.#settings.maxFrameBytes - TAG_BYTES
      if (answer.length > max) throw new RangeError(`The answer has ${answer.length} bytes, and ${max} are allowed.`)
      return answer
    } catch (error) {
      return pack({ kind: 'failure', number, text: textOf(error) })
    }
  }

  /** Never rejects: nobody would hear why. */
  async #take(told: WireMessage & { kind: 'tell' }): Promise<null> {
    try {
      await this.#handle(told)
    } catch {}
    return null
  }

  #handle({ channel, body }: { readonly channel: string; readonly body: unknown }): unknown {
    const handler = this.#handlers.get(channel)
    if (!handler) throw new Error(`There is no handler for the channel "${channel}".`)
    return handler(body)
  }
}

function textOf(error: unknown): string {
  const text = error instanceof Error || typeof error === 'string' ? error : 'something that is no error was thrown'
  return String(text instanceof Error ? text.message : text).slice(0, MAX_FAILURE_LENGTH)
}
