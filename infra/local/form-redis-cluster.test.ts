import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestCluster, type TestCluster } from '../../sessions/stores/redis/test-cluster'
import { formCluster } from './form-redis-cluster'
import { freePort } from './free-port'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startTestCluster()
})
afterAll(() => cluster.remove())

/** The nodes' roles and slots, as each of them says of itself. */
async function selves() {
  const lines = await Promise.all(cluster.nodes.map(async ({ inspect }) => String(await inspect.cluster('NODES')).split('\n')))
  return lines.map((view) => {
    const [, , flags, master, , , , , ...slots] = view.find((line) => line.includes('myself'))?.split(' ') ?? []
    return [flags, master === '-' ? '-' : 'a master', ...slots].join(' ')
  })
}

const MASTERS = ['myself,master - 0-5460', 'myself,master - 5461-10922', 'myself,master - 10923-16383']
const COPIES = Array.from({ length: 3 }, () => 'myself,slave a master')

test('three masters share the slots, and each has a copy', async () => {
  expect(await selves()).toEqual([...MASTERS, ...COPIES])
  const copies = await Promise.all((await cluster.masters()).map(({ inspect }) => inspect.info('replication')))
  expect(copies.map((info) => /connected_slaves:(\d)/.exec(info)?.[1])).toEqual(['1', '1', '1'])
})

test('a cluster that is there is left alone, and what is missing of it is completed', async () => {
  await cluster.moveSlot(0, cluster.nodes[0] as never, cluster.nodes[1] as never).whole()
  const moved = ['myself,master - 1-5460', 'myself,master - 0 5461-10922', ...MASTERS.slice(2), ...COPIES]
  await cluster.untilWhole()
  expect(await selves()).toEqual(moved)
  // A node that has forgotten everything, as after a start that was broken off.
  await cluster.nodes[4]?.inspect.cluster('RESET', 'HARD')
  await cluster.untilWhole()
  expect(await selves()).toEqual(moved)
})

test('nodes that do not come are an error that names the first thing missing', async () => {
  const port = await freePort()
  const forming = formCluster([{ host: '127.0.0.1', port }], { withinMs: 100 })
  await expect(forming).rejects.toMatchObject({ message: expect.stringContaining('not formed in time'), cause: { code: 'ECONNREFUSED' } })
})
