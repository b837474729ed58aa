import { expect, test } from 'vitest'
import { type LinkRule, startLinkProxy } from './link-proxy'
import { dialled, later, startTarget, until } from './testing'

const OPEN: LinkRule = { isRefused: false, isHeld: false, delayMs: 0 }

async function link() {
  const target = await startTarget()
  const proxy = await startLinkProxy({ target: { host: '127.0.0.1', port: target.port } })
  later(() => proxy.close())
  return { target, proxy }
}

test('what passes arrives both ways, and an end of one side is the end of the other', async () => {
  const { target, proxy } = await link()
  const near = dialled(proxy.port)
  near.socket.write('question')
  const far = await target.next(1)
  await until(() => far.text() === 'question')
  far.socket.end('answer')
  await until(() => near.text() === 'answer' && near.isClosed())
  expect(near.error()).toBeNull()
  await until(() => proxy.connections === 0)
})

test('what is held back is kept, and arrives after mending', async () => {
  const { target, proxy } = await link()
  const near = dialled(proxy.port)
  near.socket.write('one ')
  const far = await target.next(1)
  await until(() => far.text() === 'one ')
  proxy.set({ ...OPEN, isHeld: true })
  near.socket.write('two ')
  far.socket.write('reply')
  const other = dialled(proxy.port)
  other.socket.write('new')
  const mark = dialled(target.port) // as far as the others could have come
  mark.socket.write('mark')
  await until(() => target.sides.some((side) => side.text() === 'mark'))
  expect([far.text(), near.text()]).toEqual(['one ', ''])
  proxy.set(OPEN)
  await until(() => far.text() === 'one two ' && near.text() === 'reply' && target.sides.some((side) => side.text() === 'new'))
})

test('while it is held a sender has to wait, so that no more than a bounded part is kept here', async () => {
  const { target, proxy } = await link()
  const near = dialled(proxy.port)
  near.socket.write('.')
  const far = await target.next(1)
  await until(() => far.text() === '.')
  proxy.set({ ...OPEN, isHeld: true })
  const before = process.memoryUsage().arrayBuffers
  const chunk = Buffer.alloc(1024 * 1024, 'x')
  let sent = 0
  while (sent < 64 && near.socket.writableLength < 16 * chunk.length) {
    near.socket.write(chunk)
    sent++
    await new Promise(setImmediate)
  }
  expect(near.socket.writableLength).toBeGreaterThanOrEqual(16 * chunk.length)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * chunk.length)
  proxy.set(OPEN)
  await until(() => far.text().length === 1 + sent * chunk.length)
})

test('under delay chunks keep their order, also when the delay changes, and only what comes from the target is late', async () => {
  const { target, proxy } = await link()
  const near = dialled(proxy.port)
  near.socket.write('?')
  const far = await target.next(1)
  proxy.set({ ...OPEN, delayMs: 60_000 })
  far.socket.write('1')
  near.socket.write('!')
  await until(() => far.text() === '?!')
  proxy.set({ ...OPEN, delayMs: 40 })
  for (const digit of '23456') {
    far.socket.write(digit)
    await new Promise(setImmediate)
  }
  proxy.set({ ...OPEN, delayMs: 20 })
  far.socket.end('7')
  await until(() => near.isClosed())
  expect(near.text()).toBe('1234567')
})

test('refused: what is open is reset on both sides, new ones are reset, and afterwards it leads there again', async () => {
  const { target, proxy } = await link()
  const near = dialled(proxy.port)
  near.socket.write('x')
  const far = await target.next(1)
  await until(() => far.text() === 'x')
  proxy.set({ ...OPEN, isRefused: true })
  await until(() => near.isClosed() && far.isClosed())
  expect([near.error(), far.error()]).toEqual(['ECONNRESET', 'ECONNRESET'])
  const late = dialled(proxy.port)
  await until(() => late.isClosed())
  expect(late.error()).toBe('ECONNRESET')
  expect(target.sides).toHaveLength(1)
  proxy.set(OPEN)
  dialled(proxy.port).socket.write('back')
  const back = await target.next(2)
  await until(() => back.text() === 'back')
})

test('a target that is not there is a reset; closing ends all that there is', async () => {
  const { target, proxy } = await link()
  const nowhere = await startLinkProxy({ target: { host: '127.0.0.1', port: 1 } })
  later(() => nowhere.close())
  const lost = dialled(nowhere.port)
  await until(() => lost.isClosed())
  expect(lost.error()).toBe('ECONNRESET')
  const near = dialled(proxy.port)
  near.socket.write('x')
  await target.next(1)
  proxy.set({ ...OPEN, isHeld: true })
  await Promise.all([proxy.close(), proxy.close()])
  await until(() => near.isClosed() && proxy.connections === 0)
  const after = dialled(proxy.port)
  await until(() => after.isClosed())
  expect(after.error()).toBe('ECONNREFUSED')
})
