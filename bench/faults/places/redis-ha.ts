import { openRedisStore } from '../../../sessions/stores/redis'
import type { TestNode } from '../../../sessions/stores/redis/test-node'
import { startTestSentinel } from '../../../sessions/stores/redis/test-sentinel'
import type { Fault, Place } from '../place'

const DOWN_MS = 8_000
/** Nobody else knows it. */
const WORD = 'cut-off'

/** A master, two replicas and three Sentinels, set as the stacks set theirs. */
export async function startSentinelPlace(): Promise<Place> {
  const set = await startTestSentinel()
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
        broken?.start()
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
      what: `the master is cut off from its replicas and from the Sentinels, while the shop's replicas still reach it, and ${down} is back among them`,
      lastsMs: DOWN_MS,
      mayLose: 'what had no copy yet',
      async begin() {
        broken = await present()
        await cutOff(broken)
      },
      async end() {
        await broken?.inspect.config('SET', 'requirepass', '')
        await set.untilWhole()
      },
    },
  ]
  return { open: () => openRedisStore(set.url), faults, stop: () => set.remove() }
}

/** A word that only those need who connect anew, and everybody but the shop's replicas has to. */
async function cutOff({ inspect }: TestNode): Promise<void> {
  const clients = String(await inspect.client('LIST'))
  await inspect.config('SET', 'requirepass', WORD)
  await inspect.call('CLIENT', 'KILL', 'TYPE', 'replica')
  for (const [, id = ''] of clients.matchAll(/^id=(\d+) .*\bname=sentinel-/gm)) await inspect.call('CLIENT', 'KILL', 'ID', id)
}
