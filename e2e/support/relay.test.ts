import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Relay, startRelay } from './relay'

let relay: Relay
const accepted = new Set<Socket>()
const echo = createServer((socket) => {
  accepted.add(socket.on('close', () => accepted.delete(socket)).on('error', () => {}))
  socket.pipe(socket)
})
beforeEach(async () => {
  relay = await startRelay()
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
})
afterEach(async () => {
  relay.stop()
  for (const socket of accepted) socket.destroy()
  await new Promise((resolve) => echo.close(resolve))
})

const portOf = () => (echo.address() as AddressInfo).port

/** A connection as a replica's, and what has come back on it. */
function dial(from: string, to: string) {
  const socket = connect(Number(relay.env.LINK_RELAY), '127.0.0.1').setEncoding('utf8')
  const heard = { text: '' }
  socket.on('data', (text) => (heard.text += text)).on('error', () => {})
  socket.write(`${from} ${to} ${portOf()}\n`)
  return { socket, heard, isHeard: (text: string) => vi.waitFor(() => expect(heard.text).toBe(text), 10_000) }
}

test('what is cut holds its bytes back and keeps its connections; mended, they arrive in order; other links go on', async () => {
  const [far, near] = [dial('web-1', 'web-3'), dial('web-1', 'web-2')]
  far.socket.write('one ')
  near.socket.write('one ')
  await Promise.all([far.isHeard('one '), near.isHeard('one ')])
  expect([relay.links('web-1'), relay.links('web-2'), relay.links('web-3')]).toEqual([2, 1, 1])

  relay.cut('web-3')
  const late = dial('web-3', 'web-2')
  far.socket.write('two ')
  late.socket.write('late ')
  near.socket.write('two ')
  await near.isHeard('one two ')
  near.socket.write('three ')
  await near.isHeard('one two three ')
  expect([far.heard.text, late.heard.text]).toEqual(['one ', ''])
  far.socket.write('three ')
  relay.mend('web-3')
  await Promise.all([far.isHeard('one two three '), late.isHeard('late ')])
  for (const { socket } of [far, near, late]) socket.destroy()
  await vi.waitFor(() => expect(accepted.size).toBe(0))
})

test('a side that ends while it is cut off is not missed before the link is mended', async () => {
  const far = dial('web-1', 'web-3')
  far.socket.write('one ')
  await far.isHeard('one ')
  relay.cut('web-3')
  far.socket.destroy()
  const near = dial('web-1', 'web-2')
  near.socket.write('after ')
  await near.isHeard('after ')
  expect(relay.links('web-3')).toBe(1)
  expect(accepted.size).toBe(2)
  relay.mend('web-3')
  await vi.waitFor(() => expect(relay.links('web-3')).toBe(0))
  near.socket.destroy()
})

const DIAL = `
const socket = require('node:net').connect({ host: '127.0.0.1', port: Number(process.env.TEST_PORT), noDelay: true }, () => console.log('connected'))
socket.write('hello')
socket.once('data', (bytes) => (console.log(String(bytes)), socket.destroy()))`

test('a process that is given its environment dials its peers by way of it, and nobody else', async () => {
  for (const [peers, links] of [[`127.0.0.1:1,127.0.0.1:${portOf()}`, 1] as const, ['127.0.0.1:1', 0] as const]) {
    let most = 0
    echo.once('connection', () => (most = relay.links('web-2')))
    const env = { ...process.env, ...relay.env, CLUSTER_PEERS: peers, REPLICA: 'web-1', TEST_PORT: String(portOf()) } as NodeJS.ProcessEnv
    const child = spawn(process.execPath, ['-e', DIAL], { env })
    let said = ''
    child.stdout.on('data', (bytes) => (said += bytes))
    const [code] = await once(child, 'close')
    expect([code, said]).toEqual([0, 'connected\nhello\n'])
    expect(most).toBe(links)
  }
})
