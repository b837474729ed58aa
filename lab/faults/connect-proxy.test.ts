import { request } from 'node:http'
import { expect, test } from 'vitest'
import { startConnectProxy } from './connect-proxy'
import { dialled, later, type Side, startTarget, until } from './testing'

async function start(leadsTo: (address: string) => boolean = () => true) {
  const proxy = await startConnectProxy({ leadsTo })
  later(() => proxy.close())
  const ask = (address: string): Side => {
    const near = dialled(proxy.port)
    near.socket.write(`CONNECT ${address} HTTP/1.1\r\nHost: ${address}\r\n\r\n`)
    return near
  }
  const tunnel = async (address: string) => {
    const near = ask(address)
    await until(() => near.text().endsWith('\r\n\r\n'))
    expect(near.text()).toMatch(/^HTTP\/1\.1 200 /)
    return near
  }
  return { proxy, ask, tunnel }
}
const open = { held: new Set<string>(), delayMs: 0 }
const body = (side: Side) => side.text().slice(side.text().indexOf('\r\n\r\n') + 4)

test('leads to whom it is asked for, both ways and to the end', async () => {
  const target = await startTarget()
  const { proxy, tunnel } = await start()
  const near = await tunnel(target.address)
  near.socket.write('hello')
  const far = await target.next(1)
  await until(() => far.text() === 'hello')
  far.socket.end('bye')
  await until(() => body(near) === 'bye' && near.isClosed())
  await until(() => proxy.connections === 0)
})

test('one address is held while another is not; what was sent arrives after mending, and new ones hang until then', async () => {
  const [cut, whole] = [await startTarget(), await startTarget()]
  const { proxy, ask, tunnel } = await start()
  const near = await tunnel(cut.address)
  const far = await cut.next(1)
  proxy.set({ ...open, held: new Set([cut.address]) })
  near.socket.write('kept')
  far.socket.write('kept too')
  const hanging = ask(cut.address)
  const given = ask(cut.address)
  const other = await tunnel(whole.address)
  other.socket.write('free')
  const free = await whole.next(1)
  await until(() => free.text() === 'free')
  given.socket.destroy()
  expect([far.text(), body(near), hanging.text(), cut.sides.length]).toEqual(['', '', '', 1])
  proxy.set(open)
  await until(() => far.text() === 'kept' && body(near) === 'kept too' && hanging.text().startsWith('HTTP/1.1 200'))
  hanging.socket.write('late')
  await until(() => cut.sides.some((side) => side.text() === 'late'))
})

test('with a delay, what is sent arrives later, in order, and answers do not wait', async () => {
  const target = await startTarget()
  const { proxy, tunnel } = await start()
  const near = await tunnel(target.address)
  const far = await target.next(1)
  proxy.set({ ...open, delayMs: 60_000 })
  near.socket.write('1')
  far.socket.write('answer')
  await until(() => body(near) === 'answer')
  expect(far.text()).toBe('')
  proxy.set({ ...open, delayMs: 30 })
  near.socket.write('2')
  await until(() => far.text() === '12')
})

test('refuses other addresses, what is none, what is sent too early, and any other method; a target that is not there is a 502', async () => {
  const target = await startTarget()
  const { proxy, ask } = await start((address) => address !== target.address)
  const status = async (near: Side) => {
    await until(() => near.isClosed())
    return near.text().split(' ')[1]
  }
  expect(await status(ask(target.address))).toBe('403')
  expect(await status(ask('nowhere'))).toBe('403')
  expect(await status(ask('127.0.0.1:1'))).toBe('502')
  const early = dialled(proxy.port)
  early.socket.write('CONNECT 127.0.0.1:2 HTTP/1.1\r\nHost: x\r\n\r\nearly')
  expect(await status(early)).toBe('400')
  const got = await new Promise<number | undefined>((resolve) =>
    request({ port: proxy.port, path: 'http://127.0.0.1:1/' }, (response) => resolve(response.resume().statusCode)).end(),
  )
  expect(got).toBe(405)
  expect(target.sides).toEqual([])
})

test('closing ends what is led, what waits and what has not asked yet', async () => {
  const target = await startTarget()
  const { proxy, ask, tunnel } = await start()
  const near = await tunnel(target.address)
  proxy.set({ ...open, held: new Set([target.address]) })
  const silent = dialled(proxy.port)
  silent.socket.write('CONN')
  const hanging = ask(target.address)
  await until(() => silent.socket.bytesWritten > 0 && hanging.socket.bytesWritten > 0)
  await Promise.all([proxy.close(), proxy.close()])
  await until(() => [near, hanging, silent].every((side) => side.isClosed()))
})
