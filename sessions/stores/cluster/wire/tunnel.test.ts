import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { type ConnectProxyOptions, startConnectProxy } from '../../../../lab/faults/connect-proxy'
import { later } from '../../../../lab/faults/testing'
import { Unreachable } from './errors'
import { addressOf, listen, startWire } from './testing'

const HOST = '127.0.0.1'

async function startProxy(leadsTo: ConnectProxyOptions['leadsTo'] = () => true) {
  const proxy = await startConnectProxy({ leadsTo })
  later(() => proxy.close())
  return proxy
}

test('a wire that dials by a proxy calls and probes the others through it, and is called as ever', async () => {
  const proxy = await startProxy()
  const [a, b] = [await startWire({ via: { host: HOST, port: proxy.port } }), await startWire()]
  expect(await a.call(addressOf(b), 'echo', 'x'.repeat(100_000))).toHaveLength(100_000)
  expect(proxy.connections).toBe(1)
  expect(await a.probe(addressOf(b))).toBe(true)
  expect(await b.call(addressOf(a), 'echo', 'back')).toBe('back')
  expect(a.counters.connectionsRefused + b.counters.connectionsRefused).toBe(0)
})

test('a held way is a time-out of the call, and calls arrive again after mending', async () => {
  const proxy = await startProxy()
  const [a, b] = [await startWire({ via: { host: HOST, port: proxy.port } }), await startWire()]
  await a.call(addressOf(b), 'echo', 1)
  proxy.set({ held: new Set([addressOf(b)]), delayMs: 0 })
  await expect(a.call(addressOf(b), 'echo', 2, { timeoutMs: 50 })).rejects.toThrow('no answer to "echo" within 50 ms')
  expect(await a.probe(addressOf(b), 50), 'a new one').toBe(false)
  proxy.set({ held: new Set(), delayMs: 0 })
  expect(await a.call(addressOf(b), 'echo', 3)).toBe(3)
})

test.each([
  ['refuses', async (to: number) => (await startProxy((address) => address !== `${HOST}:${to}`)).port, 'answered 403'],
  ['cannot get there', async () => (await startProxy()).port, 'answered 502'],
  ['is none', async () => (await listen((socket) => socket.write('SSH-2.0-x\r\n\r\n'))).port, 'does not answer as one'],
  ['ends without a word', async () => (await listen((socket) => socket.destroy())).port, 'cannot be reached'],
  ['is not there', async () => 1, 'ECONNREFUSED'],
])('a proxy that %s makes the other unreachable', async (what, start, reason) => {
  const b = await startWire()
  const a = await startWire({ via: { host: HOST, port: await start(b.port) } })
  const call = a.call(what === 'cannot get there' ? `${HOST}:1` : addressOf(b), 'echo', 1)
  await expect(call).rejects.toBeInstanceOf(Unreachable)
  await expect(call).rejects.toThrow(reason)
})

test('a proxy may answer in pieces, and with headers', async () => {
  const target = await startWire()
  const odd = await listen((near) => {
    const far = connect({ port: target.port, host: HOST }).on('error', () => {})
    near.once('data', async () => {
      near.pause()
      for (const piece of ['HT', 'TP/1.0 200', '\r\nX: y\r', '\n\r\n']) {
        near.write(piece)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      near.pipe(far).pipe(near)
    })
    near.on('close', () => far.destroy())
  })
  const a = await startWire({ via: { host: HOST, port: odd.port } })
  expect(await a.call(addressOf(target), 'echo', 'there')).toBe('there')
})
