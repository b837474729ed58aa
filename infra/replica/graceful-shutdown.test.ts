import { type ChildProcess, spawn } from 'node:child_process'
import http from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../local/free-port'
import { accepts } from '../local/nginx'

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))

let port: number
let replica: ChildProcess
let output: string
let exit: Promise<number | null>
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

beforeEach(async () => {
  port = await freePort()
  output = ''
  replica = spawn(process.execPath, ['-r', at('graceful-shutdown.cjs'), at('../local/testing/server.mjs')], {
    env: { ...process.env, PORT: String(port), HOSTNAME: '127.0.0.1', REPLICA: 'web-1' },
  })
  replica.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
  exit = new Promise((resolve) => replica.once('close', resolve))
  await vi.waitUntil(() => accepts('127.0.0.1', port), { timeout: 10_000 })
})
afterEach(() => void replica.kill('SIGKILL'))

function ask(path: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, path, agent }, (response) => resolve(response.resume())).once('error', reject)
  })
}

test('without connections it ends at once, and the hooks have run', async () => {
  const before = Date.now()
  replica.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(Date.now() - before).toBeLessThan(1_500)
  expect(output).toContain('hook ran')
})

test('while it drains it answers, says so, and lets go of the connection', async () => {
  expect((await ask('/')).headers.connection).toBe('keep-alive')
  await vi.waitUntil(async () => (await ask('/api/readyz')).statusCode === 200) // it is 503 at first, too
  replica.kill('SIGTERM')
  const ready = await vi.waitUntil(async () => {
    const answer = await ask('/api/readyz')
    return answer.statusCode === 503 && answer
  })
  expect(ready.headers.connection).toBe('close')
  expect(await exit).toBe(0)
})

test('what was asked before is answered, and closes the connection', async () => {
  const slow = ask('/slow')
  await vi.waitUntil(() => output.includes('slow begun'))
  replica.kill('SIGTERM')
  const answer = await slow
  expect(answer.statusCode).toBe(200)
  expect(answer.headers.connection).toBe('close')
  expect(await exit).toBe(0)
})

test('a second signal changes nothing', async () => {
  const slow = ask('/slow')
  await vi.waitUntil(() => output.includes('slow begun'))
  replica.kill('SIGINT')
  replica.kill('SIGTERM')
  expect((await slow).statusCode).toBe(200)
  expect(await exit).toBe(0)
})
