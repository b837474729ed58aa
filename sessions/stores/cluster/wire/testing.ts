/**
 * What the tests of the wire share. Wires, proxies and processes that a test starts here are gone after it.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, vi } from 'vitest'
import { openWay, type Way } from '../../../testing/way'
import { openWire, type Wire, type WireOptions } from './wire'

export const SECRET = 'a secret of the tests that is long enough'
const HOST = '127.0.0.1'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

export const addressOf = ({ port }: { readonly port: number }): string => `${HOST}:${port}`

/** A wire on a free port, with a channel that answers with what it was asked. */
export async function startWire(options: Partial<WireOptions> = {}): Promise<Wire> {
  const wire = await openWire({ listen: { host: HOST, port: 0 }, secret: SECRET, ...options })
  ends.push(() => wire.close())
  wire.handle('echo', (message) => message)
  return wire
}

/** A bare connection to a wire; what it was sent is collected. */
export async function connectTo({ port }: { readonly port: number }): Promise<{ socket: Socket; received: () => Buffer }> {
  const socket = connect({ host: HOST, port })
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  ends.push(() => socket.destroy())
  await once(socket, 'connect')
  return { socket, received: () => Buffer.concat(chunks) }
}

/** Listens on a free port; `close` ends its connections too. */
export async function listen(onSocket: (socket: Socket) => void): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined))
    onSocket(socket)
  }).listen(0, HOST)
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  ends.push(close)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close }
}

/** What a proxy does with each chunk on its way; what it gives back goes on, and undefined cuts the connection. */
export type Tamper = (chunk: Buffer, towards: 'listener' | 'dialler') => Buffer | undefined

/** A proxy before a wire, which sees every byte and may change it. */
export async function startProxy({ port }: { readonly port: number }, tamper: Tamper): Promise<Way> {
  const way = await openWay({ port }, (chunk, towards, passage) => {
    const changed = tamper(chunk, towards === 'server' ? 'listener' : 'dialler')
    if (changed) passage[towards].write(changed)
    else passage[towards].end()
  })
  ends.push(way.close)
  return way
}

/** Another replica: a process of its own with the channels of `testing-replica.ts`. */
export type Replica = { readonly port: number; readonly child: ChildProcess }

export async function startReplica(): Promise<Replica> {
  const script = fileURLToPath(new URL('testing-replica.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SECRET },
  })
  ends.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { port: Number(line), child }
}

/** Until a check holds. */
export async function until(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 10_000, interval: 10 })
}

/** Both can call each other, also after whatever the test has done. */
export async function expectCalls(a: Wire, b: Wire): Promise<void> {
  expect(await a.call(addressOf(b), 'echo', 'there')).toBe('there')
  expect(await b.call(addressOf(a), 'echo', 'back')).toBe('back')
}
