import { nodeName, type RedisNode, readNodes } from '@/sessions/stores/redis/nodes'
import type { SetKind } from '../contract'
import { type LinkProxy, type LinkRule, startLinkProxy } from './link-proxy'
import type { RedisServer } from './redis-servers'

/** Proxies on one replica's ways to every server of the stores that have several. */
export type SetProxies = {
  /** `REDIS_VIA` of the replica. */
  readonly via: string
  set(kind: SetKind, rule: LinkRule): void
  close(): Promise<void>
}

/** Starts one for each server, on any free ports: they last as long as the supervisor. */
export async function startSetProxies(servers: readonly RedisServer[]): Promise<SetProxies> {
  const started: { readonly server: RedisServer; readonly proxy: LinkProxy }[] = []
  for (const server of servers) started.push({ server, proxy: await startLinkProxy({ target: server }) })
  return {
    via: started.map(({ server, proxy }) => `${nodeName(server)}>127.0.0.1:${proxy.port}`).join(','),
    set(kind, rule) {
      for (const { server, proxy } of started) if (server.set === kind) proxy.set(rule)
    },
    close: async () => void (await Promise.all(started.map(({ proxy }) => proxy.close()))),
  }
}

/** A store's URL of several servers (`redis+sentinel://a:1,b:2?…`) with the ways to them in place of their addresses. */
export function throughVia(url: string, via: ReadonlyMap<string, RedisNode>): string {
  const [, before = '', hosts = '', after = ''] = /^([a-z+]+:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/i.exec(url) ?? []
  const nodes = readNodes(hosts, url.includes('+sentinel:') ? 26_379 : 6_379)
  if (!nodes) throw new RangeError('Links can be broken only to servers with a host name and a port.')
  return `${before}${nodes.map((node) => nodeName(via.get(nodeName(node)) ?? node)).join(',')}${after}`
}
