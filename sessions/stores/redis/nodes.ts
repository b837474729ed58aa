/** Where a Redis server or Sentinel listens. */
export type RedisNode = { readonly host: string; readonly port: number }

/** Reads `host[:port][,host[:port]…]`, IPv6 in brackets; null when that is none. */
export function readNodes(text: string, defaultPort: number): readonly RedisNode[] | null {
  const nodes = text.split(',').map((each) => {
    const [, bracketed, plain, port] = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(each) ?? []
    const host = bracketed ?? plain
    const number = port === undefined ? defaultPort : Number(port)
    return host && number > 0 && number < 65_536 ? { host, port: number } : null
  })
  return nodes.every((node) => node !== null) ? nodes : null
}

/** As a key of maps, and as Redis announces it: `host:port`. */
export function nodeName({ host, port }: RedisNode): string {
  return `${host}:${port}`
}

/**
 * Another way to each server than the address that Redis announces: for the Lab's proxies, which stand between a replica and each of them.
 * From the environment variable `REDIS_VIA`: `redis-1:6379>127.0.0.1:7401,redis-2:6379>127.0.0.1:7402`. It holds for Sentinels, too.
 */
export type RedisVia = ReadonlyMap<string, RedisNode>

/** Reads `REDIS_VIA`; null when it is none. */
export function readVia(text: string): RedisVia | null {
  const via = new Map<string, RedisNode>()
  for (const each of text.split(',').filter(Boolean)) {
    const [from, to, ...rest] = each.split('>').map((side) => readNodes(side, 0))
    if (!from?.[0] || !to?.[0] || rest.length > 0) return null
    via.set(nodeName(from[0]), to[0])
  }
  return via
}

/** Where no proxies stand between. */
export const NO_VIA: RedisVia = new Map()

/** Where to dial to reach a server: through its proxy, if it has one. */
export function throughVia(node: RedisNode, via: RedisVia): RedisNode {
  return via.get(nodeName(node)) ?? node
}
