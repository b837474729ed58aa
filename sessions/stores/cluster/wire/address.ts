/** The host and port of `host:port` or `[IPv6]:port`, or undefined when it is neither. */
export function parseAddress(address: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(address)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  return host && port > 0 && port <= 65_535 ? { host, port } : undefined
}
