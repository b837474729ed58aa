import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '../../infra/local/free-port'
import { isTapped, isWire, wiretap } from './wiretap'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopcart-wiretap-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** A process that listens on a port, connects to itself, says something both ways, and ends. */
const TALK = `
const net = require('node:net')
const server = net.createServer((socket) => socket.once('data', () => socket.end(Buffer.from('an answer'))))
server.listen(Number(process.env.TEST_PORT), '127.0.0.1', () => {
  const socket = net.connect(Number(process.env.TEST_PORT), '127.0.0.1')
  socket.cork(), socket.write('a frame, '), socket.write(Buffer.from('and another')), socket.uncork()
  socket.on('close', () => server.close()).resume()
})`

function talk(port: number, peers: readonly number[]): string {
  const cluster = { CLUSTER_PEERS: peers.map((each) => `127.0.0.1:${each}`).join(','), REPLICA: 'web-2', TEST_PORT: String(port) }
  const { status, stderr } = spawnSync(process.execPath, ['-e', TALK], {
    env: { ...process.env, ...wiretap(directory), ...cluster } as NodeJS.ProcessEnv,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  const folder = path.join(directory, 'wire')
  return readdirSync(folder)
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('|')
}

test('what goes over the ports of replicas is kept as it was sent, in both directions; nothing else is', async () => {
  const [port, other] = [await freePort(), await freePort()]
  expect(talk(port, [other])).toBe('')
  expect(talk(port, [other, port])).toBe('a frame, and anotheran answer')
})

test('a place of the search is told from others', () => {
  expect(isTapped(directory)).toBe(false)
  wiretap(directory)
  expect(isTapped(directory)).toBe(true)
  expect(isTapped(null)).toBe(false)
  expect([isWire(path.join('wire', 'web-2-17')), isWire('logs/wire'), isWire('wired')]).toEqual([true, false, false])
})
