import { setTimeout as sleep } from 'node:timers/promises'
import { askRedis } from './ask-redis'
import { ask, type ClusterNode, forgetLost, meet } from './cluster-members'

const SLOTS = 16_384

export type FormOptions = {
  /** How many of the nodes are masters, the first ones. The others are their copies, in turn. @default half of the nodes */
  readonly masters?: number
  /** How long all of it may take, in milliseconds, with the start of the servers. @default 30_000 */
  readonly withinMs?: number
  readonly signal?: AbortSignal
}

/** What a node says of itself in `CLUSTER NODES`; `copyOf` is its master's id, if it has one. */
type Self = { readonly id: string; readonly copyOf: string | null; readonly slots: readonly number[] }

/**
 * Makes a Redis Cluster of nodes that are being started, and returns when every node serves. Done as `redis-cli --cluster create` does it (MEET,
 * slots, REPLICATE), which is not there everywhere. Repeatable: a cluster that is there already, with whatever masters and slots it has by now, is
 * waited for and otherwise left alone; one that was formed half is completed; nodes that have new addresses since meet again; one that has lost its
 * files is a new one, and what it was is forgotten as soon as its copy has its place.
 * @throws an Error that says what was missing when the time was over
 */
export async function formCluster(nodes: readonly ClusterNode[], options: FormOptions = {}): Promise<void> {
  const { masters = Math.floor(nodes.length / 2), withinMs = 30_000, signal } = options
  const deadline = Date.now() + withinMs
  /** Repeats a step until it is done, since servers start and hear of one another bit by bit. */
  const until = async <T>(step: () => Promise<T>): Promise<T> => {
    for (;;) {
      signal?.throwIfAborted()
      try {
        return await step()
      } catch (error) {
        if (Date.now() > deadline)
          throw new Error(`The Redis Cluster was not formed in time: ${(error as Error).message}`, { cause: error })
        await sleep(50)
      }
    }
  }
  const selves = () => Promise.all(nodes.map(selfOf))
  // Nodes of one age would have to settle whose view of the slots counts, which takes them a while; a node that has an age refuses another.
  if (!areShared(await until(selves)))
    await Promise.all(nodes.map((node, i) => ask(node, 'SET-CONFIG-EPOCH', `${i + 1}`).catch(() => undefined)))
  await until(() => meet(nodes))
  await until(() => forgetLost(nodes))
  await until(async () => share(nodes, masters, await selves()))
  await until(async () => copy(nodes, await selves()))
  await until(() => Promise.all(nodes.map((node) => expectWhole(node, nodes.length, masters < nodes.length))))
}

/** Whether every slot has a master. It may have two: one that was down has not heard yet that another one has taken over. */
function areShared(selves: readonly Self[]): boolean {
  return new Set(selves.flatMap(({ slots }) => slots)).size === SLOTS
}

/** Gives each of the first nodes its part of the slots, unless it has some, or all have a master somewhere. */
async function share(nodes: readonly ClusterNode[], masters: number, selves: readonly Self[]): Promise<void> {
  if (areShared(selves)) return
  for (const [i, node] of nodes.slice(0, masters).entries()) {
    const [first, end] = [Math.round((i * SLOTS) / masters), Math.round(((i + 1) * SLOTS) / masters)]
    if (selves[i]?.slots.length === 0) await ask(node, 'ADDSLOTSRANGE', `${first}`, `${end - 1}`)
  }
}

/** Makes every node without slots a copy of a master that has the fewest. */
async function copy(nodes: readonly ClusterNode[], selves: readonly Self[]): Promise<void> {
  const copies = new Map(selves.filter(({ slots }) => slots.length > 0).map(({ id }) => [id, 0]))
  for (const { copyOf } of selves) if (copyOf !== null) copies.set(copyOf, (copies.get(copyOf) ?? 0) + 1)
  for (const [i, { slots, copyOf }] of selves.entries()) {
    if (slots.length > 0 || copyOf !== null) continue
    const [[id, count] = ['', 0]] = [...copies].sort(([, one], [, other]) => one - other)
    await ask(nodes[i] as ClusterNode, 'REPLICATE', id)
    copies.set(id, count + 1)
  }
}

async function selfOf(node: ClusterNode): Promise<Self> {
  const line = (await ask(node, 'NODES')).split('\n').find((each) => each.includes('myself')) ?? ''
  // <id> <address> <flags> <master> <ping> <pong> <epoch> <link> <slots>… ; a slot on its way to another node is in brackets
  const [id = '', , , copyOf = '-', , , , , ...ranges] = line.split(' ')
  const kept = ranges.filter((range) => /^\d/.test(range)).map((range) => range.split('-').map(Number))
  const slots = kept.flatMap(([first = 0, last = first]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
  return { id, copyOf: copyOf === '-' ? null : copyOf, slots }
}

/** Whether a node serves: it knows all others and all slots, and if it is a copy it has its master's data, if a master a copy. */
async function expectWhole(node: ClusterNode, count: number, haveCopies: boolean): Promise<void> {
  const [info, replication] = await Promise.all([ask(node, 'INFO'), askRedis(node, ['INFO', 'replication'])])
  const isWhole = ['cluster_state:ok', `cluster_slots_ok:${SLOTS}`, `cluster_known_nodes:${count}`].every((line) =>
    info.includes(`${line}\r\n`),
  )
  const isCopied = /role:master[\s\S]*connected_slaves:[1-9]|role:slave[\s\S]*master_link_status:up/.test(String(replication))
  if (!isWhole || (haveCopies && !isCopied))
    throw new Error(
      `${node.host}:${node.port} is not ready: ${info.split('\r\n').slice(0, 6).join(' ')}${isCopied ? '' : ', without its copy'}`,
    )
}
