import { askRedis, type RedisReply } from '../../infra/local/ask-redis'
import type { Stack } from '../../infra/local/stack'
import type { StackState } from '../../infra/local/stack-state'
import { sessionKey } from '../../sessions/stores/redis/keys'

type Server = StackState['redisNodes'][number]

function ask({ url }: Server, ...command: string[]): Promise<RedisReply> {
  const { hostname, port, password } = new URL(url)
  return askRedis({ host: hostname, port: Number(port), ...(password ? { password: decodeURIComponent(password) } : {}) }, command, 2_000)
}

/** The server that announces itself like this: by name in containers, by port on this machine. */
function nameOf(servers: readonly Server[], host: RedisReply | undefined, port: RedisReply | undefined): string | null {
  return servers.find(({ name, ...server }) => (host === '127.0.0.1' ? String(server.port) === port : name === host))?.name ?? null
}

/** Which server keeps a session's data now, as a Sentinel or a node of the cluster says that answers. */
export async function masterOf(stack: Stack, sessionId: string): Promise<string> {
  const { redisNodes } = stack.state()
  const servers = redisNodes.filter(({ role }) => role === 'redis')
  const sentinels = redisNodes.filter(({ role }) => role === 'sentinel')
  const asSentinelSays = async (each: Server) => {
    const [host, port] = (await ask(each, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'mymaster')) as readonly RedisReply[]
    return nameOf(servers, host, port)
  }
  const asNodeSays = async (each: Server) => {
    const slot = Number(await ask(each, 'CLUSTER', 'KEYSLOT', sessionKey(sessionId)))
    const ranges = (await ask(each, 'CLUSTER', 'SLOTS')) as readonly (readonly [string, string, readonly RedisReply[]])[]
    const [, , keeper] = ranges.find(([first, last]) => slot >= Number(first) && slot <= Number(last)) ?? []
    return nameOf(servers, keeper?.[0], keeper?.[1])
  }
  const name = await Promise.any(sentinels.length > 0 ? sentinels.map(asSentinelSays) : servers.map(asNodeSays))
  if (!name) throw new Error('Nobody knows a master for this session.')
  return name
}

/** Whether all servers run, each master with its copies and each copy with what its master has: nothing is left of a fault. */
export async function isWhole(stack: Stack): Promise<boolean> {
  const { redisNodes } = stack.state()
  const servers = redisNodes.filter(({ role }) => role === 'redis')
  const masters = servers.length < redisNodes.length ? 1 : servers.length / 2
  const copies = servers.length / masters - 1
  const infos = await Promise.all(servers.map((each) => ask(each, 'INFO', 'replication').catch(() => '')))
  const count = (is: RegExp) => infos.filter((info) => is.test(String(info))).length
  return (
    count(new RegExp(`role:master\\r\\nconnected_slaves:${copies}\\r`)) === masters &&
    count(/role:slave.*master_link_status:up/s) === servers.length - masters
  )
}
