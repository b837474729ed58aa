import { openWay, type Passage, type Way } from '../../sessions/testing/way'

/** What went over a wire: bytes both ways (without the headers of TCP), and how often one side had to wait for the other. */
export type Carried = { readonly bytes: number; readonly roundTrips: number }

/** Stands between a client and a server, and counts what they say. With one call at a time, a round trip is a turn from the client to the server. */
export class Relay {
  #bytes = 0
  #turns = 0
  #isClients = false
  #way: Way | undefined

  /** @param to the server's URL */
  static async before(to: string): Promise<{ relay: Relay; url: string }> {
    const url = new URL(to)
    const relay = new Relay()
    const way = await openWay({ host: url.hostname, port: Number(url.port) }, (...passing) => relay.#count(...passing))
    relay.#way = way
    url.hostname = way.host
    url.port = String(way.port)
    return { relay, url: url.href }
  }

  /** What is carried while `work` goes on, for each of so many calls. */
  async during(calls: number, work: () => Promise<unknown>): Promise<Carried> {
    const [bytes, turns] = [this.#bytes, this.#turns]
    await work()
    return { bytes: (this.#bytes - bytes) / calls, roundTrips: (this.#turns - turns) / calls }
  }

  async close(): Promise<void> {
    await this.#way?.close()
  }

  #count(data: Buffer, towards: keyof Passage, passage: Passage): void {
    this.#bytes += data.length
    if (towards === 'server' && !this.#isClients) this.#turns++
    this.#isClients = towards === 'server'
    passage[towards].write(data)
  }
}
