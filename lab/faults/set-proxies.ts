import { nodeName } from '@/sessions/stores/redis/nodes'
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
