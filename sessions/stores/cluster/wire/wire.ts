import { type AddressInfo, createServer, type Server } from 'node:net'
import { parseAddress } from './address'
import type { Connection } from './connection'
import type { WireCounters } from './counters'
import { Unreachable } from './errors'
import { type Handler, Inbound } from './inbound'
import { dial, Outbound } from './outbound'
import { KEEP_ALIVE_MS, settingsOf, type WireOptions, type WireSettings } from './settings'

export type { WireOptions } from './settings'

/** Calls between members over TCP, authenticated and encrypted by a shared secret. What can be sent: see `encode`. */
export interface Wire {
  /** Where it listens, once `openWire` has resolved. */
  readonly port: number
  readonly counters: WireCounters
  /**
   * Asks the member at `host:port` (`[IPv6]:port`); the time-out includes dialling it. The first call dials, and the first one after a
   * connection broke.
   * @throws Unreachable (refused, timed out, closed, or too much is unsent): it may have been done nevertheless. RemoteFailure (the
   * handler threw; its message only). TypeError or RangeError for a message that cannot be sent, or is too long: a bug of the caller.
   */
  call(address: string, channel: string, message: unknown, options?: { timeoutMs?: number }): Promise<unknown>
  /** Says something that is not answered, on the connection of the calls and in order with them. It may get lost, and never throws for that. */
  tell(address: string, channel: string, message: unknown): void
  /**
   * One handler per channel, whose promise is the answer; a call on a channel without one is answered with RemoteFailure. A handler has to
   * end: calls of one connection under way are bounded.
   * @throws RangeError when the channel has one
   */
  handle(channel: string, handler: Handler): void
  /** Whether a fresh connection to the address completes the handshake in time (the handshake's, unless given). Never rejects. */
  probe(address: string, timeoutMs?: number): Promise<boolean>
  /** Ends everything, and rejects calls under way, and later ones, with Unreachable. Calling it again is harmless. */
  close(): Promise<void>
}

const LISTEN_BACKLOG = 256

/**
 * Opens a wire. Of all it holds, only the listener keeps the process alive.
 * @throws RangeError for a short secret or a wrong limit; Error when it cannot listen there
 */
export async function openWire(options: WireOptions): Promise<Wire> {
  const settings = settingsOf(options)
  const inbound = new Inbound(settings)
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }, (socket) => inbound.accept(socket))
  await startListening(server, options.listen)
  return new TcpWire((server.address() as AddressInfo).port, settings, inbound, server)
}

class TcpWire implements Wire {
  readonly counters: WireCounters
  readonly #all = new Set<Outbound>()
  readonly #current = new Map<string, Outbound>()
  readonly #probes = new Set<Connection>()
  #closing: Promise<void> | undefined

  constructor(
    readonly port: number,
    private readonly settings: WireSettings,
    private readonly inbound: Inbound,
    private readonly server: Server,
  ) {
    this.counters = settings.counters
  }

  async call(address: string, channel: string, message: unknown, options?: { timeoutMs?: number }): Promise<unknown> {
    if (this.#closing) throw new Unreachable(address, CLOSED)
    return await this.#to(address).call(channel, message, options?.timeoutMs ?? this.settings.callTimeoutMs)
  }

  tell(address: string, channel: string, message: unknown): void {
    if (this.#closing) return
    try {
      this.#to(address).tell(channel, message)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
    }
  }

  handle(channel: string, handler: Handler): void {
    this.inbound.handle(channel, handler)
  }

  async probe(address: string, timeoutMs = this.settings.handshakeTimeoutMs): Promise<boolean> {
    if (this.#closing || !parseAddress(address)) return false
    return await new Promise((resolve) => {
      const connection = dial(address, this.settings, timeoutMs, {
        onOpen: () => {
          resolve(true)
          connection.close('it was a probe')
        },
        onMessage: () => undefined,
        onClose: () => {
          this.#probes.delete(connection)
          resolve(false)
        },
      })
      this.#probes.add(connection)
    })
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.server.close(() => resolve())
      this.inbound.close()
      for (const outbound of [...this.#all]) outbound.close(CLOSED)
      for (const probe of [...this.#probes]) probe.close(CLOSED)
    })
    return this.#closing
  }

  #to(address: string): Outbound {
    const current = this.#current.get(address)
    if (current) return current
    const outbound: Outbound = new Outbound(
      address,
      this.settings,
      () => this.#current.delete(address),
      () => this.#all.delete(outbound),
    )
    this.#current.set(address, outbound)
    this.#all.add(outbound)
    return outbound
  }
}

const CLOSED = 'this replica closes its connections'

function startListening(server: Server, { host, port }: WireOptions['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is taken' : error.message
      const hint = 'End what listens there, or give this replica another host or port.'
      reject(new Error(`Cannot listen for the other replicas at ${host}:${port}: ${why}. ${hint}`, { cause: error }))
    })
    server.listen({ host, port, backlog: LISTEN_BACKLOG }, () => {
      // Such as no file handles left: it goes on listening.
      server.on('error', () => undefined)
      resolve()
    })
  })
}
