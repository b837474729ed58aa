import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

const HOST = '127.0.0.1'

/** One connection that a client has made, and the one that leads on from it. */
export type Passage = { readonly client: Socket; readonly server: Socket }

/** Told of what arrives on its way to one of the two; writes on what shall go on. */
type OnData = (chunk: Buffer, towards: keyof Passage, passage: Passage) => void

/** A way to a server, with real connections: on it a test can see, hold up, change or cut what goes both ways. */
export type Way = {
  readonly host: string
  readonly port: number
  /** The connections that lead by it now. */
  readonly passages: ReadonlySet<Passage>
  /** Cuts the connections, and lets nobody in any more; calling it again is harmless. */
  close(): Promise<void>
}

/** Opens a way on a free port of 127.0.0.1. @param onData what becomes of what arrives; unless given, it goes on as it is */
export async function openWay(target: { readonly host?: string; readonly port: number }, onData: OnData = passOn): Promise<Way> {
  const { host = HOST, port } = target
  const passages = new Set<Passage>()
  const listener = createServer({ noDelay: true }, (client) => {
    const passage: Passage = { client, server: connect({ host, port, noDelay: true }) }
    passages.add(passage)
    for (const [from, to] of [['client', 'server'] as const, ['server', 'client'] as const])
      passage[from]
        .on('error', () => undefined)
        .on('data', (chunk) => onData(chunk, to, passage))
        .on('close', () => {
          passage[to].destroy()
          passages.delete(passage)
        })
  })
  await once(listener.listen(0, HOST), 'listening')
  return {
    host: HOST,
    port: (listener.address() as AddressInfo).port,
    passages,
    async close() {
      if (!listener.listening) return
      const closed = once(listener, 'close')
      listener.close()
      for (const { client, server } of passages) for (const socket of [client, server]) socket.destroy()
      await closed
    },
  }
}

function passOn(chunk: Buffer, towards: keyof Passage, passage: Passage): void {
  passage[towards].write(chunk)
}

/** A way on which the server's answers arrive later by as much as is set. */
export type SlowWay = Way & { delayMs: number }

export async function openSlowWay(port: number): Promise<SlowWay> {
  const way = await openWay({ port }, (chunk, towards, passage) => {
    const write = () => passage[towards].writable && passage[towards].write(chunk)
    if (towards === 'client') setTimeout(write, slow.delayMs)
    else write()
  })
  const slow: SlowWay = { ...way, delayMs: 0 }
  return slow
}
