import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../local/free-port'
import { accepts } from '../local/nginx'

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const SERVER = fileURLToPath(new URL('testing/preparing-server.mjs', import.meta.url))
const settings = { timeout: 10_000, interval: 20 }

let port: number
let otherPort: number
let replica: ChildProcess
let output: string
let exit: Promise<number | null>

beforeEach(async () => {
  ;[port, otherPort] = [await freePort(), await freePort()]
  output = ''
  const env = { ...process.env, PORT: String(port), OTHER_PORT: String(otherPort) }
  const preloaded = ['graceful-shutdown.cjs', 'name-answers.cjs', 'open-when-warm.cjs'].flatMap((file) => ['-r', at(file)])
  replica = spawn(process.execPath, [...preloaded, SERVER], { env })
  replica.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  exit = new Promise((resolve) => replica.once('close', resolve))
  await vi.waitUntil(() => output.includes('preparing'), settings)
})
afterEach(async () => {
  replica.kill('SIGKILL')
  await exit
})

const open = () => replica.stdin?.write('go on\n')

test('while a replica prepares it refuses connections, and then it answers; it is told once that it listens', async () => {
  expect(output).toBe(`preparing, at {"port":${port},"address":"127.0.0.1","family":"IPv4"}\n`)
  await vi.waitUntil(() => accepts('127.0.0.1', otherPort), settings) // another server of the process is none of its business
  expect(await accepts('127.0.0.1', port)).toBe(false)
  open()
  await vi.waitUntil(() => accepts('127.0.0.1', port), settings)
  const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } })
  expect([await answer.text(), answer.headers.get('x-replica')]).toEqual(['prepared', 'web-1'])
  expect(output.match(/preparing/g)).toHaveLength(1)
  expect(output).toContain('again: undefined')
})

test('a port that has been taken meanwhile is told as ever', async () => {
  const thief = createServer().listen(port, '127.0.0.1')
  await vi.waitUntil(() => thief.listening)
  open()
  expect(await exit).toBe(1)
  expect(output).toContain('failed: EADDRINUSE')
  thief.close()
})

test('it can be stopped while it prepares', async () => {
  replica.kill('SIGTERM')
  expect(await exit).toBe(0)
})
