import { createServer } from 'node:net'

/**
 * Below the range from which systems number outgoing connections (32768 and up): a replica that restarts must find its port free,
 * and not lent to one of nginx's connections meanwhile.
 */
const FIRST = 20_000
const LAST = 32_000

const given = new Set<number>()

/** A TCP port of 127.0.0.1 that nobody listens on; this process never gets the same one twice. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 500; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST))
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Error(`No free port between ${FIRST} and ${LAST} on 127.0.0.1.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
