import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openRedisStore } from '../redis'
import { AT_ONCE, add, aToken, change, expectOutage, LONG, SECOND } from './outage-kit'
import { startTestSentinel, type TestSentinel } from './test-sentinel'
import { eventually } from './test-server'

const NODES = ['redis-1', 'redis-2', 'redis-3', 'sentinel-1', 'sentinel-2', 'sentinel-3']
let servers: TestSentinel
const open = new Set<() => void>()
afterEach(async () => {
  for (const close of open) close()
  open.clear()
  await servers.remove()
})

/** A way to a server that can be cut. */
async function proxyOf(port: number) {
  const sockets = new Set<Socket>()
  const proxy: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    proxy.close()
    for (const socket of sockets) socket.destroy()
  }
  open.add(cut)
  return { host: '127.0.0.1', port: (proxy.address() as AddressInfo).port, sockets, cut }
}

test('with a password, and by other ways than the announced ones: nothing goes past them', async () => {
  servers = await startTestSentinel({ password: 'p@ss:word' })
  const proxies = await Promise.all(NODES.map(async (name) => [name, await proxyOf(servers.node(name).port)] as const))
  const via = new Map(proxies.map(([name, { host, port }]) => [`127.0.0.1:${servers.node(name).port}`, { host, port }]))
  const store = openRedisStore(servers.url, { via })
  const { token } = await store.create({ change: change(add), lifetime: LONG })
  await store.change(token, { ...change(add), durable: true })
  expect(await store.read(token)).toMatchObject({ version: 2 })
  const used = () => proxies.filter(([, { sockets }]) => sockets.size > 0).map(([name]) => name)
  const wanted = [await servers.master(), 'sentinel-1', 'sentinel-2', 'sentinel-3']
  await eventually(async () => expect(used()).toEqual(wanted))
  for (const [, { cut }] of proxies) cut()
  await expectOutage(store, aToken, SECOND)
  await expectOutage(store, aToken, AT_ONCE)
  await store.close()
})

test('the wrong password is an outage that says so', async () => {
  servers = await startTestSentinel({ password: 'right' })
  const store = openRedisStore(servers.url.replace('right', 'wrong'))
  await expect(store.read(aToken)).rejects.toThrow(/WRONGPASS/)
  await store.close()
})
