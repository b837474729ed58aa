import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { parseAddress } from '@/sessions/stores/cluster/wire/address'
import { Relayed } from './relayed'

/** `held`: nothing passes to or from these addresses, and nobody is told. `delayMs`: what is sent to any address arrives so much later. */
type PeerRule = { readonly held: ReadonlySet<string>; readonly delayMs: number }

export type ConnectProxy = {
  readonly port: number
  /** How many connections lead through here now; those that wait to be led on are none. */
  readonly connections: number
  /** From now on, for connections that there are too. */
  set(rule: PeerRule): void
  /** Ends everything; calling it again is harmless. */
  close(): Promise<void>
}

export type ConnectProxyOptions = {
  /** On 127.0.0.1. 0, the default: any free one. */
  readonly port?: number
  /** Whether it leads to an address (`host:port`); to others it refuses to. */
  readonly leadsTo: (address: string) => boolean
}

/** Who has asked for an address that is held; it hangs, as by a network that is gone, and is led there when that is mended. */
type Waiting = { readonly address: string; readonly near: Socket; readonly lead: () => void }

/** Starts a proxy on 127.0.0.1 for what a replica dials to the others: HTTP CONNECT (RFC 9110, 9.3.6), and nothing else. */
export async function startConnectProxy({ port = 0, leadsTo }: ConnectProxyOptions): Promise<ConnectProxy> {
  const led = new Map<Relayed, string>()
  const waiting = new Set<Waiting>()
  const dialling = new Set<Socket>()
  let rule: PeerRule = { held: new Set(), delayMs: 0 }
  const laneRule = (address: string) => ({ isHeld: rule.held.has(address), towardsNearMs: 0, towardsFarMs: rule.delayMs })

  const lead = (address: string, near: Socket, target: { host: string; port: number }) => {
    const far = connect({ ...target, noDelay: true, allowHalfOpen: true })
    for (const socket of [near, far]) dialling.add(socket)
    const onNearClose = () => far.destroy()
    const onFailure = (error: NodeJS.ErrnoException) => answer(near, '502 Bad Gateway', error.code ?? error.message)
    near.once('close', onNearClose)
    far.once('error', onFailure)
    far.once('close', () => {
      for (const socket of [near, far]) dialling.delete(socket)
    })
    far.once('connect', () => {
      for (const socket of [near, far]) dialling.delete(socket)
      near.off('close', onNearClose)
      far.off('error', onFailure)
      near.write('HTTP/1.1 200 Connection established\r\n\r\n')
      const relayed: Relayed = new Relayed(near, far, laneRule(address), () => led.delete(relayed))
      led.set(relayed, address)
    })
  }

  const server = createServer((request, response) => {
    response.writeHead(405, { Allow: 'CONNECT', Connection: 'close' }).end()
    request.resume()
  })
  server.on('connect', (request: IncomingMessage, socket: Socket, early: Buffer) => {
    const near = socket.on('error', () => {})
    const address = request.url ?? ''
    const target = parseAddress(address)
    if (!target || !leadsTo(address)) return answer(near, '403 Forbidden', 'not the address of a replica')
    if (early.length > 0) return answer(near, '400 Bad Request', 'wait for the answer before you send')
    if (!rule.held.has(address)) return lead(address, near, target)
    const mine: Waiting = {
      address,
      near,
      lead: () => {
        waiting.delete(mine)
        near.off('end', giveUp).off('data', giveUp).off('close', forget).pause()
        lead(address, near, target)
      },
    }
    const forget = () => waiting.delete(mine)
    const giveUp = () => near.destroy()
    waiting.add(mine)
    // It is read from, or nobody would notice that it has given up.
    near.once('close', forget).once('end', giveUp).on('data', giveUp)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.on('error', () => {})

  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return led.size
    },
    set(next) {
      rule = next
      for (const [relayed, address] of led) relayed.rule = laneRule(address)
      for (const each of [...waiting]) if (!rule.held.has(each.address)) each.lead()
    },
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      for (const { near } of [...waiting]) near.destroy()
      for (const socket of [...dialling]) socket.destroy()
      for (const relayed of [...led.keys()]) relayed.reset()
      await closed
    },
  }
}

function answer(socket: Socket, status: string, why: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(why)}\r\n\r\n${why}`,
  )
  socket.destroySoon()
}
