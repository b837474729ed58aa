import { connect, createServer, type Socket } from 'node:net'

/** A way to a server on which invalidations can be held up without anybody being told: no packet is lost, none says that the link is dead. */
export type StallingProxy = {
  readonly url: string
  /** Holds back what the server says on connections that track. */
  stall(): void
  release(): void
  close(): Promise<void>
}

export async function startStallingProxy(port: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>()
  const tracking = new Set<Socket>()
  let isStalled = false
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
        tracking.delete(socket)
      })
    }
    client.on('data', (data) => {
      if (data.includes('TRACKING')) {
        tracking.add(upstream)
        if (isStalled) upstream.pause()
      }
      upstream.write(data)
    })
    upstream.on('data', (data) => client.write(data))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    stall() {
      isStalled = true
      for (const socket of tracking) socket.pause()
    },
    release() {
      isStalled = false
      for (const socket of tracking) socket.resume()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
