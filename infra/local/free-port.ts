import { createServer } from 'node:net'

/**
 * Below the range from which systems number outgoing connections (32768 and up): a replica that restarts must find its port free,
 * and not lent to one of nginx's connections meanwhile.
 */
const FIRST = 20_000
const COUNT = 12_000
/**
 * Each process begins in a block of its own, more than a stack needs. A stack plans its ports seconds before its last process listens: of three that
 * were started at once and took any of the 12,000, every third time two would have had one in common.
 */
const BLOCK = 100
/** Sets numbers that follow each other apart, as those of processes that start together; prime to the number of blocks. */
const APART = 37

const given = new Set<number>()

/** A TCP port of 127.0.0.1 that nobody listens on; this process never gets the same one twice. */
export async function freePort(): Promise<number> {
  const begin = firstOf(process.pid)
  for (let i = 0; i < COUNT; i++) {
    const port = FIRST + ((begin + i) % COUNT)
    if (given.has(port)) continue
    given.add(port) // at once: others may ask while we look
    if (await isFree(port)) return port
  }
  throw new Error(`No free port from ${FIRST} to ${FIRST + COUNT - 1} on 127.0.0.1.`)
}

/** Where the block of a process begins, from 0. */
export function firstOf(pid: number): number {
  return (pid * APART * BLOCK) % COUNT
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
