import type { Fault, StoreKind } from '../contract'
import { type ConnectProxyOptions, startConnectProxy } from './connect-proxy'
import { type LinkProxyOptions, startLinkProxy } from './link-proxy'
import type { RedisServer } from './redis-servers'
import { startSetProxies } from './set-proxies'

/** A fault that is on, as far as it concerns one replica. */
export type ActiveFault = {
  readonly fault: Fault
  /** Of a cut: the addresses of the other one. */
  readonly peers: readonly string[]
}

export type LinksOptions = {
  readonly redis: LinkProxyOptions
  readonly postgres: LinkProxyOptions
  /** Of the stores that have several. @default none */
  readonly servers?: readonly RedisServer[]
  readonly peers: ConnectProxyOptions
}

/** The proxies on one replica's ways to its stores and to the other replicas. */
export type Links = {
  readonly ports: { readonly redis: number; readonly postgres: number; readonly peers: number }
  /** `REDIS_VIA`: the ways to the servers of the stores that have several. */
  readonly via: string
  /** Breaks what these faults say, and mends everything else. */
  apply(active: readonly ActiveFault[]): void
  close(): Promise<void>
}

export async function startLinks(options: LinksOptions): Promise<Links> {
  const [redis, postgres, sets, peers] = await Promise.all([
    startLinkProxy(options.redis),
    startLinkProxy(options.postgres),
    startSetProxies(options.servers ?? []),
    startConnectProxy(options.peers),
  ])
  const stores = { redis, postgres }
  return {
    ports: { redis: redis.port, postgres: postgres.port, peers: peers.port },
    via: sets.via,
    apply(active) {
      const faults = active.map(({ fault }) => fault)
      for (const store of ['redis', 'postgres'] as const) stores[store].set(storeRule(store, faults))
      for (const store of ['redis-ha', 'redis-cluster'] as const) sets.set(store, storeRule(store, faults))
      const held = new Set(active.flatMap((each) => (each.fault.kind === 'cut' ? each.peers : [])))
      peers.set({ held, delayMs: Math.max(0, ...faults.map((fault) => (fault.kind === 'delay-replication' ? fault.ms : 0))) })
    },
    close: async () => void (await Promise.all([redis, postgres, sets, peers].map((each) => each.close()))),
  }
}

function storeRule(store: StoreKind, faults: readonly Fault[]) {
  return {
    isRefused: faults.some((fault) => fault.kind === 'stop-store' && fault.store === store),
    isHeld: false,
    delayMs: Math.max(0, ...faults.map((fault) => (fault.kind === 'slow-store' && fault.store === store ? fault.ms : 0))),
  }
}

/** Where a server's URL leads. @throws RangeError for one on a socket of its own machine, which no proxy can stand before */
export function targetOf(url: string, defaultPort: number): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  if (!hostname) throw new RangeError('Links can be broken only to a server with a host name.')
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || defaultPort }
}

/** The same URL, by way of a proxy on this machine. */
export function throughPort(url: string, port: number): string {
  const changed = new URL(url)
  changed.hostname = '127.0.0.1'
  changed.port = String(port)
  return changed.href
}
