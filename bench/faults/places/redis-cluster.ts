import { openRedisStore } from '../../../sessions/stores/redis'
import { startTestCluster } from '../../../sessions/stores/redis/test-cluster'
import type { TestNode } from '../../../sessions/stores/redis/test-node'
import type { Fault, Place } from '../place'

const DOWN_MS = 5_000
/** Slots that change their master in a reshard, under traffic: about as many as hold a session each. */
const MOVED_SLOTS = 400

/** Three masters with a copy each. */
export async function startClusterPlace(): Promise<Place> {
  const cluster = await startTestCluster()
  const anySlot = 0
  let broken: TestNode | undefined
  const down = `another master takes over; after ${DOWN_MS / 1000} s the old one`
  const faults: Fault[] = [
    {
      name: 'kill -9 of a master',
      what: `one of the three masters is killed, and ${down} is started again`,
      lastsMs: DOWN_MS,
      mayLose: 'what had no copy yet',
      async begin() {
        broken = await cluster.masterOf(anySlot)
        await broken.kill()
      },
      async end() {
        await broken?.start()
        await cluster.untilWhole()
      },
    },
    {
      name: 'pause of a master',
      what: `one of the three masters is stopped (SIGSTOP), and ${down} goes on`,
      lastsMs: DOWN_MS,
      mayLose: 'what had no copy yet',
      async begin() {
        broken = await cluster.masterOf(anySlot)
        broken.freeze()
      },
      async end() {
        broken?.thaw()
        await cluster.untilWhole()
      },
    },
    {
      name: 'reshard',
      what: `${MOVED_SLOTS} slots move to another master, one after the other, with all their keys`,
      lastsMs: 0,
      mayLose: 'nothing',
      async begin() {
        const [from, to] = await cluster.masters()
        if (!from || !to) throw new Error('The cluster has no two masters.')
        const slots = await slotsOf(from)
        for (const slot of slots.slice(0, MOVED_SLOTS)) await cluster.moveSlot(slot, from, to).whole()
      },
      end: async () => {},
    },
  ]
  return { open: () => openRedisStore(cluster.url), faults, stop: () => cluster.remove() }
}

/** The slots that a master keeps. */
async function slotsOf({ inspect, port }: TestNode): Promise<number[]> {
  const ranges = (await inspect.cluster('SLOTS')).filter(([, , master]) => master?.[1] === port)
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
}
