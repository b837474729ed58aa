import type { Redis } from 'ioredis'
import { BEAT_PREFIX, SESSION_PREFIX } from '../keys'

/** In RESP2 invalidations come as messages of this channel. */
const CHANNEL = '__redis__:invalidate'

/** `null`: all of them (the server was emptied). */
export type Heard = (keys: readonly string[] | null) => void

/**
 * A connection on which one Redis says which sessions have changed, whoever changed them and however: scripts, expiry, eviction, a slot that moved away
 * (`CLIENT TRACKING … BCAST`, https://redis.io/docs/latest/develop/reference/client-side-caching/).
 *
 * It leads to where the master's own connection leads. It tracks for itself and redirects to itself, which RESP2 allows for a
 * subscriber: so tracking ends when the connection does, and never goes on without anybody who listens. Without NOLOOP: the scripts that end
 * other sessions of a user change keys that no answer names, and the server's word on one's own changes is as good as on others'.
 */
export class Invalidations {
  readonly #client: Redis
  #isOver = false

  /** @param onLost is called once, when it cannot be made or is lost; not after {@link close} */
  constructor(master: Redis, heard: Heard, onOpen: () => void, onLost: () => void) {
    const { remoteAddress, remotePort, servername } = master.stream as { remoteAddress?: string; remotePort?: number; servername?: string }
    const { host, port, tls } = master.options
    this.#client = master.duplicate({
      ...{ host: remoteAddress ?? host, port: remotePort ?? port, sentinels: undefined, Connector: undefined },
      // The certificate is for the name by which the master was reached.
      ...(tls && servername && { tls: { ...tls, servername } }),
      protocol: 2,
      lazyConnect: true,
      enableReadyCheck: false,
      autoResubscribe: false,
      retryStrategy: null,
    })
    const lost = () => {
      if (this.#isOver) return
      this.close()
      onLost()
    }
    this.#client.on('error', () => undefined)
    this.#client.on('close', lost)
    this.#client.on('messageBuffer', (_channel, message: Buffer | readonly Buffer[] | null) => {
      if (this.#isOver) return
      heard(Array.isArray(message) ? message.map((key: Buffer) => key.toString('latin1')) : null)
    })
    this.#open().then(() => this.#isOver || onOpen(), lost)
  }

  close(): void {
    this.#isOver = true
    this.#client.disconnect()
  }

  async #open(): Promise<void> {
    const client = this.#client
    await client.connect()
    const id = await client.client('ID')
    const prefixes = [SESSION_PREFIX, BEAT_PREFIX].flatMap((prefix) => ['PREFIX', prefix])
    await client.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', id, 'BCAST', ...prefixes)
    await client.subscribe(CHANNEL)
  }
}
