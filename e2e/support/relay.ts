import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../infra/local/child'

const PRELOADED = fileURLToPath(new URL('through-relay.cjs', import.meta.url))
/** The longest line by which a connection tells where it leads. */
const MAX_LINE = 100

/** Where the connections between the replicas of a local stack meet, so that they can be cut: real connections, of which nothing more arrives. */
export type Relay = {
  /** What the replicas must be given. */
  readonly env: Environment
  /** How many connections lead from or to a replica now. */
  links(name: string): number
  /** Cuts a replica off from the others, until `mend`: what is sent is held back, as by a network that is gone, and nobody is told. */
  cut(name: string): void
  /** Lets go what was held back. */
  mend(name: string): void
  stop(): void
}

/** One connection: from whoever dialled, by way of here, to whom it is for. */
type Link = { readonly ends: readonly [string, string]; readonly dialler: Socket; readonly port: number; listener: Socket | null }

/** Starts a relay on a free port of 127.0.0.1. */
export async function startRelay(): Promise<Relay> {
  const links = new Set<Link>()
  const away = new Set<string>()
  const isCut = ({ ends: [one, other] }: Link) => away.has(one) !== away.has(other)

  const settle = (link: Link) => (isCut(link) ? hold(link) : lead(link))
  /** Forwards both ways, or ends what one side has ended while it was cut. */
  const lead = (link: Link) => {
    const { dialler } = link
    link.listener ??= watched(link, connect({ host: '127.0.0.1', port: link.port, noDelay: true }))
    if (dialler.destroyed || link.listener.destroyed) return drop(link)
    dialler.pipe(link.listener)
    link.listener.pipe(dialler)
  }
  const watched = (link: Link, socket: Socket) =>
    socket
      .on('error', () => {})
      .on('close', () => {
        if (!isCut(link)) drop(link)
      })
  const drop = (link: Link) => {
    links.delete(link)
    link.dialler.destroy()
    link.listener?.destroy()
  }

  const server = createServer({ noDelay: true }, (dialler) => {
    const begin = ([from, to, port]: string[]) => {
      if (!from || !to || !(Number(port) > 0)) return dialler.destroy()
      const link: Link = { ends: [from, to], dialler, port: Number(port), listener: null }
      links.add(link)
      watched(link, dialler)
      settle(link)
    }
    dialler.on('error', () => {})
    firstLine(dialler, begin)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const change = (turn: () => void) => {
    const before = new Map([...links].map((link) => [link, isCut(link)]))
    turn()
    for (const [link, wasCut] of before) if (isCut(link) !== wasCut) settle(link)
  }
  const { port } = server.address() as AddressInfo
  return {
    env: { NODE_OPTIONS: `--require ${JSON.stringify(PRELOADED)}`, LINK_RELAY: String(port) },
    links: (name) => [...links].filter(({ ends, listener }) => ends.includes(name) && listener !== null).length,
    cut: (name) => change(() => away.add(name)),
    mend: (name) => change(() => away.delete(name)),
    stop() {
      server.close()
      for (const link of [...links]) drop(link)
    },
  }
}

/** Stops reading, so that all that comes from now on waits. */
function hold({ dialler, listener }: Link): void {
  for (const [from, to] of [[dialler, listener] as const, [listener, dialler] as const]) {
    if (to) from?.unpipe(to)
    from?.pause()
  }
}

/** Calls with the words of a connection's first line; what follows stays to be read. */
function firstLine(socket: Socket, tell: (words: string[]) => void): void {
  let read = Buffer.alloc(0)
  const onData = (chunk: Buffer) => {
    read = Buffer.concat([read, chunk])
    const end = read.indexOf('\n')
    if (end < 0 && read.length <= MAX_LINE) return
    socket.off('data', onData).pause()
    socket.unshift(read.subarray(end + 1))
    tell(read.subarray(0, Math.max(0, end)).toString('latin1').split(' '))
  }
  socket.on('data', onData)
}
