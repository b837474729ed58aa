import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { Client, type Reply } from '../support/client'
import { expectKept, withinBound } from '../support/outage'

/** A few time-outs of a command, one after the other, on a busy machine. */
const BOUND_MS = 6_000
const CATALOGUE = ['/api/products', '/', '/category/light']

/** One who adds one thing after the other, one who reads what is personal, and one who only looks around. */
export function startTraffic(shopper: Client, productId: string) {
  const since = Date.now()
  /** When an add was acknowledged, in milliseconds since the start. */
  const acknowledged: number[] = []
  let refused = 0
  let ended = false
  const ask = async (what: string, call: () => Promise<Reply>) => {
    const reply = await withinBound(what, call, BOUND_MS)
    expectKept(reply, what)
    if (reply.status === 200) return true
    refused++
    expect(reply.status, `${what}: ${reply.text.slice(0, 200)}`).toBe(503)
    expect(Number(reply.headers['retry-after']), what).toBeGreaterThan(0)
    return false
  }
  const add = async () => {
    const key = randomUUID()
    // Whether one that was refused has happened is not known: repeated with its key it counts once.
    while (!(await ask('add', () => shopper.copy().add(productId, 1, key)))) await sleep(50)
    acknowledged.push(Date.now() - since)
  }
  const read = async () => {
    for (const path of ['/api/session', '/api/cart']) await ask(path, () => shopper.copy().get(path))
  }
  const look = async () => {
    for (const path of CATALOGUE) {
      const reply = await withinBound(path, () => new Client(shopper.url).get(path), BOUND_MS)
      expect(reply.status, path).toBe(200)
    }
  }
  const again = async (call: () => Promise<void>) => {
    while (!ended) {
      await call()
      await sleep(20)
    }
  }
  const running = Promise.all([again(add), again(read), again(look)])
  running.catch(() => {}) // told by stop
  return {
    /** How many adds have been acknowledged. */
    acknowledged: () => acknowledged.length,
    /** Ends it, and fails with what was wrong with an answer. Resolves to how often it was refused, and the longest time without an acknowledgement. */
    async stop(): Promise<{ refused: number; gapMs: number }> {
      ended = true
      await running
      return { refused, gapMs: Math.max(...acknowledged.map((at, i) => at - (acknowledged[i - 1] ?? 0))) }
    },
  }
}
