import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../infra/local/free-port'
import { prepareTestNode, type TestNode } from './test-node'
import { eventually } from './test-server'

const SERVERS = ['redis-1', 'redis-2', 'redis-3'] as const
const SENTINELS = ['sentinel-1', 'sentinel-2', 'sentinel-3'] as const

/** A private master with two replicas and three Sentinels, set as the stacks set theirs, for tests that break them. */
export type TestSentinel = {
  /** `redis+sentinel://…` */
  readonly url: string
  /** `redis-1` (the first master) to `redis-3`, `sentinel-1` to `sentinel-3`. @throws RangeError when there is none of that name */
  node(name: string): TestNode
  /** Who the Sentinels say is master now: its name. */
  master(): Promise<string>
  /** The servers that are not. */
  replicas(): Promise<string[]>
  /** Waits until the Sentinels name another master than this one and it takes writes; answers its name. */
  untilFailedOver(from: string, withinMs?: number): Promise<string>
  /** Waits until all servers run, and two follow the third. */
  untilWhole(withinMs?: number): Promise<void>
  /** Ends all of it and removes its directories. */
  remove(): Promise<void>
}

type TestSentinelOptions = {
  /** More lines of the servers' configuration. */
  readonly settings?: readonly string[]
  /** Sentinels look around more often: a master that comes back is made a replica in 2 s instead of 20. A failover takes as long as ever. */
  readonly lookAround?: 'often' | 'as usual'
  /** The port under which replicas, Sentinels and clients are told to reach a server: a proxy's, whose links can be broken. Its own unless given. */
  readonly announced?: (name: string, port: number) => Promise<number>
  /** Of all servers and Sentinels. */
  readonly password?: string
}

/** Starts it in less than a second: the Sentinels are told of each other and of the replicas, which they would find out by themselves in ten. */
export async function startTestSentinel({
  settings = [],
  lookAround = 'as usual',
  announced = async (_, port) => port,
  password,
}: TestSentinelOptions = {}): Promise<TestSentinel> {
  const directory = await mkdtemp(join(tmpdir(), 'hopcart-sentinel-'))
  const ports = new Map<string, number>()
  for (const name of [...SERVERS, ...SENTINELS]) ports.set(name, await freePort())
  const portOf = (name: string) => ports.get(name) as number
  const seen = new Map<string, number>()
  for (const name of SERVERS) seen.set(name, await announced(name, portOf(name)))
  const seenAt = (name: string) => seen.get(name) as number

  const server = (name: string) => [
    'appendonly yes',
    'appendfsync everysec',
    'min-replicas-to-write 1',
    'min-replicas-max-lag 3',
    'repl-diskless-sync-delay 0',
    'replica-announce-ip 127.0.0.1',
    `replica-announce-port ${seenAt(name)}`,
    ...(name === 'redis-1' ? [] : [`replicaof 127.0.0.1 ${seenAt('redis-1')}`]),
    ...(password ? [`masterauth ${password}`] : []),
    ...settings,
  ]
  const id = (name: string) => name.slice(-1).repeat(40)
  const sentinel = (name: string) => [
    `sentinel myid ${id(name)}`,
    `sentinel monitor mymaster 127.0.0.1 ${seenAt('redis-1')} 2`,
    ...(password ? [`sentinel auth-pass mymaster ${password}`, `sentinel sentinel-pass ${password}`] : []),
    'sentinel down-after-milliseconds mymaster 1000',
    'sentinel failover-timeout mymaster 5000',
    'sentinel parallel-syncs mymaster 1',
    ...SERVERS.slice(1).map((each) => `sentinel known-replica mymaster 127.0.0.1 ${seenAt(each)}`),
    ...SENTINELS.filter((each) => each !== name).map((each) => `sentinel known-sentinel mymaster 127.0.0.1 ${portOf(each)} ${id(each)}`),
  ]
  const nodes = new Map<string, TestNode>()
  for (const name of SERVERS)
    nodes.set(name, await prepareTestNode(directory, { name, port: portOf(name), settings: server(name), password }))
  for (const name of SENTINELS)
    nodes.set(name, await prepareTestNode(directory, { name, port: portOf(name), settings: sentinel(name), password }))
  const node = (name: string) => {
    const found = nodes.get(name)
    if (!found) throw new RangeError(`There is no node "${name}".`)
    return found
  }
  const nameAt = (port: number) => SERVERS.find((name) => seenAt(name) === port)

  const all: TestSentinel = {
    url: `redis+sentinel://${password ? `:${encodeURIComponent(password)}@` : ''}${SENTINELS.map((name) => `127.0.0.1:${portOf(name)}`)}?master=mymaster`,
    node,
    async master() {
      // Of those that run: a frozen one would keep the question.
      const asked = SENTINELS.map(async (name) => {
        const answer = await node(name).inspect.call('SENTINEL', 'get-master-addr-by-name', 'mymaster')
        return Number((answer as string[])[1])
      })
      return nameAt(await Promise.any(asked)) ?? ''
    },
    async replicas() {
      const master = await all.master()
      return SERVERS.filter((name) => name !== master)
    },
    async untilFailedOver(from, withinMs = 30_000) {
      const master = await eventually(async () => {
        const name = await all.master()
        if (name === from) throw new Error(`The Sentinels still name ${from}.`)
        return name
      }, withinMs)
      await eventually(() => node(master).inspect.set('probe', '', 'PX', 1), withinMs)
      return master
    },
    async untilWhole(withinMs = 30_000) {
      await eventually(async () => {
        const { inspect } = node(await all.master())
        const info = await inspect.info('replication')
        if (!info.includes('role:master') || info.match(/state=online/g)?.length !== 2) throw new Error('Two replicas do not follow yet.')
        // A replica that has just been sent everything is called online up to a second before it is sent the rest.
        await inspect.set('probe', '', 'PX', 1)
        if ((await inspect.wait(2, 500)) < 2) throw new Error('Two replicas do not have everything yet.')
      }, withinMs)
    },
    async remove() {
      await Promise.all([...nodes.values()].map((each) => each.remove()))
      await rm(directory, { recursive: true, force: true })
    },
  }
  try {
    await Promise.all([...nodes.values()].map((each) => each.start()))
    await all.untilWhole()
    for (const name of SENTINELS) {
      await eventually(() => node(name).inspect.call('SENTINEL', 'ckquorum', 'mymaster'))
      if (lookAround === 'often') await node(name).inspect.call('SENTINEL', 'debug', 'info-period', '500', 'publish-period', '250')
    }
  } catch (error) {
    await all.remove()
    throw error
  }
  return all
}
