import { type LinkProxy, type LinkRule, startLinkProxy } from '../../../lab/faults/link-proxy'
import { guardedStore } from '../../../sessions/outage/guarded-store'
import { openRedisStore } from '../../../sessions/stores/redis'
import { nodeName, type RedisNode } from '../../../sessions/stores/redis/nodes'
import type { TestNode } from '../../../sessions/stores/redis/test-node'
import { startTestSentinel } from '../../../sessions/stores/redis/test-sentinel'
import type { Fault, Place } from '../place'

const HOST = '127.0.0.1'
const DOWN_MS = 8_000
const PASSES: LinkRule = { isRefused: false, isHeld: false, delayMs: 0 }

/** A master, two replicas and three Sentinels, set as the stacks set theirs. They see one another by proxies; the shop's replicas do not need them. */
export async function startSentinelPlace(): Promise<Place> {
  const [proxies, via] = [new Map<string, LinkProxy>(), new Map<string, RedisNode>()]
  const announced = async (name: string, port: number) => {
    const proxy = await startLinkProxy({ target: { host: HOST, port } })
    proxies.set(name, proxy)
    via.set(nodeName({ host: HOST, port: proxy.port }), { host: HOST, port })
    return proxy.port
  }
  const set = await startTestSentinel({ announced })
  const present = async () => set.node(await set.master())
  let broken: TestNode | undefined
  const down = `another one takes over; after ${DOWN_MS / 1000} s the old one`
  const faults: Fault[] = [
    {
      name: 'kill -9 of the master',
      what: `the master is killed, and ${down} is started again`,
      lastsMs: DOWN_MS,
      mayLose: 'what had no copy yet',
      async begin() {
        broken = await present()
        await broken.kill()
      },
      async end() {
        await broken?.start()
        await set.untilWhole()
      },
    },
    {
      name: 'pause of the master',
      what: `the master is stopped (SIGSTOP), and ${down} goes on`,
      lastsMs: DOWN_MS,
      mayLose: 'what had no copy yet',
      async begin() {
        broken = await present()
        broken.freeze()
      },
      async end() {
        broken?.thaw()
        await set.untilWhole()
      },
    },
    {
      name: 'master cut off',
      what: `the master is cut off from its replicas and from the Sentinels (nothing passes, and nobody is told) while the shop still reaches it, and ${down} is back among them`,
      lastsMs: DOWN_MS,
      mayLose: 'what had no copy yet',
      mustShow: true,
      async begin() {
        broken = await present()
        proxies.get(broken.name)?.set({ ...PASSES, isHeld: true })
      },
      async end() {
        proxies.get(broken?.name ?? '')?.set(PASSES)
        await set.untilWhole()
      },
    },
  ]
  return {
    open: () => guardedStore(openRedisStore(set.url, { via })),
    faults,
    async stop() {
      await set.remove()
      await Promise.all([...proxies.values()].map((proxy) => proxy.close()))
    },
  }
}
