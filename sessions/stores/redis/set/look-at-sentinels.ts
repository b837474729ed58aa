import type { StoreServer } from '../../../inspection'
import { nodeName, type RedisNode } from '../nodes'
import type { RedisServers } from '../servers'
import { type AskOptions, askServer } from './ask-server'

export type SentinelLook = { readonly servers: readonly StoreServer[]; readonly failovers: number; readonly master: string }

/** One of those lists of names and values in which Sentinels answer. */
type Fields = Readonly<Record<string, string>>

/**
 * Asks the Sentinels who is master and who its replicas are (redis.io/docs/latest/operate/oss_and_stack/management/sentinel), and each of those
 * whether it is there. Of several answers that of the newest epoch counts.
 * @param known addresses of servers from a former look
 * @param way where to dial a server of that address
 */
export async function lookAtSentinels(
  { nodes, master, ...options }: RedisServers,
  known: ReadonlySet<string>,
  way: (address: string) => RedisNode,
): Promise<SentinelLook | null> {
  const pings = new Map<string, Promise<boolean>>()
  const ping = (address: string) => {
    const pinging = pings.get(address) ?? pongs(way(address), options)
    pings.set(address, pinging)
    return pinging
  }
  for (const address of known) void ping(address) // at once with the Sentinels: what hangs costs time but once
  const asking = nodes.map(nodeName).map(async (address) => ({ address, answer: await answerOf(way(address), master, options) }))
  const sentinels = await Promise.all(asking)
  const [newest] = sentinels.flatMap(({ answer }) => answer ?? []).toSorted((a, b) => b.epoch - a.epoch)
  if (!newest) return null
  const of = newest.master
  const servers = [of, ...newest.replicas.filter((address) => address !== of)].map(async (address): Promise<StoreServer> => {
    const isMaster = address === of
    return { address, role: isMaster ? 'master' : 'replica', reached: await ping(address), of: isMaster ? null : of, slots: null }
  })
  const watching = sentinels.map(
    ({ address, answer }): StoreServer => ({ address, role: 'sentinel', reached: answer !== null, of: null, slots: null }),
  )
  return { servers: [...(await Promise.all(servers)), ...watching], failovers: newest.epoch, master: of }
}

type Answer = { readonly master: string; readonly replicas: readonly string[]; readonly epoch: number }

async function answerOf(node: RedisNode, name: string, options: AskOptions): Promise<Answer | null> {
  const commands = [
    ['SENTINEL', 'MASTER', name],
    ['SENTINEL', 'REPLICAS', name],
  ]
  const [master, replicas] = (await askServer(node, commands, options)) ?? []
  if (!Array.isArray(master) || !Array.isArray(replicas)) return null
  const fields = fieldsOf(master)
  return {
    master: addressOf(fields),
    replicas: replicas.map((each) => addressOf(fieldsOf(each))),
    epoch: Number(fields['config-epoch'] ?? 0),
  }
}

/** Whether a server answers, and has loaded what it keeps. */
export async function pongs(node: RedisNode, options: AskOptions): Promise<boolean> {
  return (await askServer(node, [['PING']], options))?.[0] === 'PONG'
}

function fieldsOf(list: readonly string[]): Fields {
  return Object.fromEntries(list.flatMap((name, i) => (i % 2 === 0 ? [[name, list[i + 1] ?? '']] : [])))
}

function addressOf({ ip = '', port }: Fields): string {
  return nodeName({ host: ip, port: Number(port) })
}
