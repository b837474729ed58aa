import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'

/** Where members may be: a fixed list of `host:port`, or a name that resolves to all of them, as compose and Kubernetes give one. */
export type Peers =
  | { readonly kind: 'static'; readonly addresses: readonly string[] }
  | { readonly kind: 'dns'; readonly name: string; readonly port: number }

const RESOLVE_MS = 1_000

/** A function that answers the addresses as they are now; it rejects when the name cannot be resolved in time. */
export function discoverer(peers: Peers): () => Promise<readonly string[]> {
  if (peers.kind === 'static') return async () => peers.addresses
  const { name, port } = peers
  const resolver = new Resolver({ timeout: RESOLVE_MS, tries: 1 })
  // The resolver of a container engine may answer one kind of record and refuse the other.
  return async () => {
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
    const found = [...(four.status === 'fulfilled' ? four.value : []), ...(six.status === 'fulfilled' ? six.value : [])]
    return found.map((host) => addressOf(host, port))
  }
}

/**
 * Where the others reach this member: its listening address where that is a real one, else the one of its machine's addresses that the
 * name resolves to or that is on the list, else the first that is not internal.
 */
export function ownAddress(listen: { readonly host: string; readonly port: number }, known: readonly string[]): string {
  if (listen.host !== '0.0.0.0' && listen.host !== '::') return addressOf(listen.host, listen.port)
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const own = all.map(({ address }) => addressOf(address, listen.port))
  const outside = all.find(({ internal, family }) => !internal && family === 'IPv4') ?? all.find(({ internal }) => !internal)
  return own.find((address) => known.includes(address)) ?? addressOf(outside?.address ?? '127.0.0.1', listen.port)
}

function addressOf(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
}
