/**
 * What the tests of faults share. What a test starts with `later` is ended after it.
 *
 * @module
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, vi } from 'vitest'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** Has something ended after the test. */
export function later(end: () => unknown): void {
  ends.push(end)
}

/** What one side of a connection has received, and how it ended. */
export type Side = { readonly socket: Socket; text(): string; error(): string | null; isClosed(): boolean }

function watched(socket: Socket): Side {
  const chunks: Buffer[] = []
  let error: string | null = null
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    error = code ?? message
  })
  later(() => socket.destroy())
  return { socket, text: () => Buffer.concat(chunks).toString(), error: () => error, isClosed: () => socket.destroyed }
}

/** A server on a free port of 127.0.0.1, and the connections that it has been given. */
export async function startTarget(): Promise<{ port: number; address: string; sides: Side[]; next(count: number): Promise<Side> }> {
  const sides: Side[] = []
  const server = createServer((socket) => sides.push(watched(socket))).listen(0, '127.0.0.1')
  later(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const next = async (count: number) => {
    await until(() => sides.length >= count)
    return sides[count - 1] as Side
  }
  return { port, address: `127.0.0.1:${port}`, sides, next }
}

/** A client of a port of 127.0.0.1. */
export function dialled(port: number): Side {
  return watched(connect({ port, host: '127.0.0.1', noDelay: true }))
}

/** Until a check holds. */
export async function until(check: () => unknown): Promise<void> {
  await vi.waitUntil(check, { timeout: 20_000, interval: 10 })
}
