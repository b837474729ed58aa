import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What went over a wire: bytes both ways (without the headers of TCP), and how often one side had to wait for the other. */
export type Carried = { readonly bytes: number; readonly roundTrips: number }

/** Stands between a client and a server, and counts what they say. With one call at a time, a round trip is a turn from the client to the server. */
export class Relay {
  #bytes = 0
  #turns = 0
  #isClients = false
  readonly #sockets = new Set<Socket>()

  private constructor(private readonly server: Server) {}

  /** @param to the server's URL */
  static async before(to: string): Promise<{ relay: Relay; url: string }> {
    const { hostname, port } = new URL(to)
    const server = createServer()
    const relay = new Relay(server)
    server.on('connection', (client) => relay.#join(client, connect(Number(port), hostname)))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const url = new URL(to)
    url.hostname = '127.0.0.1'
    url.port = String((server.address() as AddressInfo).port)
    return { relay, url: url.href }
  }

  /** What is carried while `work` goes on, for each of so many calls. */
  async during(calls: number, work: () => Promise<unknown>): Promise<Carried> {
    const [bytes, turns] = [this.#bytes, this.#turns]
    await work()
    return { bytes: (this.#bytes - bytes) / calls, roundTrips: (this.#turns - turns) / calls }
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.server.close()
    await once(this.server, 'close').catch(() => {})
  }

  #join(client: Socket, server: Socket): void {
    for (const socket of [client, server]) this.#sockets.add(socket.setNoDelay().on('error', () => {}))
    client.on('data', (data) => {
      this.#bytes += data.length
      if (!this.#isClients) this.#turns++
      this.#isClients = true
    })
    server.on('data', (data) => {
      this.#bytes += data.length
      this.#isClients = false
    })
    client.pipe(server).pipe(client)
    client.on('close', () => server.destroy())
    server.on('close', () => client.destroy())
  }
}
