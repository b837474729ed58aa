import { connect, createServer, type Socket } from 'node:net'

/** A connection that tracks, or any other. */
type Kind = 'tracking' | 'reading'

/** A way to a server on which answers can be held up without anybody being told: no packet is lost, none says that the link is dead. */
export type StallingProxy = {
  readonly url: string
  /** Holds back what the server says on connections of this kind. */
  stall(kind: Kind): void
  release(kind: Kind): void
  close(): Promise<void>
}

export async function startStallingProxy(port: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  const kinds = new Map<Socket, Kind>()
  const stalled = new Set<Kind>()
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        other.destroy()
        sockets.delete(socket)
        kinds.delete(socket)
      })
    }
    kinds.set(upstream, 'reading')
    client.on('data', (data) => {
      if (data.includes('TRACKING')) {
        kinds.set(upstream, 'tracking')
        if (stalled.has('tracking')) upstream.pause()
      }
      upstream.write(data)
    })
    upstream.on('data', (data) => client.write(data))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    stall(kind) {
      stalled.add(kind)
      for (const [socket, its] of kinds) if (its === kind) socket.pause()
    },
    release(kind) {
      stalled.delete(kind)
      for (const [socket, its] of kinds) if (its === kind) socket.resume()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
