import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { Relayed } from './relayed'

/** `isRefused`: connections are reset, and so are new ones. `isHeld`: nothing passes, and nobody is told. `delayMs`: what comes from the target arrives so much later. */
export type LinkRule = { readonly isRefused: boolean; readonly isHeld: boolean; readonly delayMs: number }

export type LinkProxy = {
  readonly port: number
  /** How many connections lead through here now. */
  readonly connections: number
  /** From now on, for connections that there are too. */
  set(rule: LinkRule): void
  /** Ends everything; calling it again is harmless. */
  close(): Promise<void>
}

export type LinkProxyOptions = {
  readonly target: { readonly host: string; readonly port: number }
  /** On 127.0.0.1. 0, the default: any free one. */
  readonly port?: number
}

/** Starts a proxy on 127.0.0.1 that leads each connection to one target, and can break that link. */
export async function startLinkProxy({ target, port = 0 }: LinkProxyOptions): Promise<LinkProxy> {
  const all = new Set<Relayed>()
  let rule: LinkRule = { isRefused: false, isHeld: false, delayMs: 0 }
  const laneRule = () => ({ isHeld: rule.isHeld, towardsNearMs: rule.delayMs, towardsFarMs: 0 })
  // The port stays open where connections are refused: somebody else might get it meanwhile.
  const server = createServer({ noDelay: true, allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    if (rule.isRefused) {
      near.on('error', () => {}).resetAndDestroy()
      return
    }
    const far = connect({ ...target, noDelay: true, allowHalfOpen: true })
    const relayed: Relayed = new Relayed(near, far, laneRule(), () => all.delete(relayed))
    all.add(relayed)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.on('error', () => {}) // such as no file handles left: it goes on
  const reset = () => {
    for (const relayed of [...all]) relayed.reset()
  }
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return all.size
    },
    set(next) {
      rule = next
      for (const relayed of all) relayed.rule = laneRule()
      if (rule.isRefused) reset()
    },
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      reset()
      await closed
    },
  }
}
