import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { isTapped, isWire, openWiretap, type Wiretap } from './wiretap'

let directory: string
let tap: Wiretap
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-wiretap-'))
  tap = openWiretap(directory)
})
afterEach(() => {
  tap.close()
  rmSync(directory, { recursive: true })
})

test('what passes arrives, and is kept as it was, by direction', async () => {
  const server = createServer((socket) => void socket.once('data', (said) => socket.end(`${said}, heard`)))
  server.listen(0, '127.0.0.1')
  await vi.waitUntil(() => server.listening)
  const address = await tap.detour('web-2', `127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [host, port] = address.split(':')
  expect(await text(connect(Number(port), host).end('a frame'))).toBe('a frame, heard')
  server.close()
  await vi.waitUntil(() => kept('to-web-2-0') && kept('from-web-2-0'))
  expect([kept('to-web-2-0'), kept('from-web-2-0')]).toEqual(['a frame', 'a frame, heard'])
  expect(isTapped(directory)).toBe(true)
  expect(isTapped(path.join(directory, 'wire'))).toBe(false)
  expect([isWire('wire/to-web-2-0'), isWire('logs/wire'), isWire('wired')]).toEqual([true, false, false])
})

test('where nobody listens the connection ends', async () => {
  const address = await tap.detour('web-1', '127.0.0.1:1')
  const closed = vi.fn()
  connect(Number(address.split(':')[1]), '127.0.0.1').once('close', closed)
  await vi.waitUntil(() => closed.mock.calls.length > 0)
})

function kept(file: string): string {
  return readdirSync(path.join(directory, 'wire')).includes(file) ? readFileSync(path.join(directory, 'wire', file), 'utf8') : ''
}
