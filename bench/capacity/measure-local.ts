import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ALIAS_MS, APPLIED_MS } from '../../sessions/session'
import { openMemoryStore } from '../../sessions/stores/memory'
import { openStatelessStore } from '../../sessions/stores/stateless'
import { parseSessionKeys } from '../../sessions/stores/stateless/keys'
import { collectGarbage } from '../sessions/garbage'
import type { CapacityResult, Held } from './result'
import { linesThatFit, makeOne, makeShaped, SHAPE_NAMES, type ShapeName } from './shapes'

/** What comes with a value: its name before it, and in a Set-Cookie what is said beyond it. */
const NAME = '__Host-sid='
const ATTRIBUTES = '; Path=/; Expires=Thu, 01 Jan 2026 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax'
const SWEEP_MS = 200

/** Heap of this process for each session in the memory store (modes memory, sticky and sticky-ip). */
export async function measureMemory(sessions: number): Promise<CapacityResult['memory']> {
  const fresh: Partial<Record<ShapeName, number>> = {}
  const idle: Partial<Record<ShapeName, number>> = {}
  for (const shape of SHAPE_NAMES) {
    let offset = 0
    const store = openMemoryStore({ clockOffsetMs: () => offset, sweepMs: SWEEP_MS })
    await makeShaped(store, shape, 100)
    const before = heap()
    await makeShaped(store, shape, sessions)
    fresh[shape] = (heap() - before) / sessions
    offset += APPLIED_MS + 2 * ALIAS_MS
    await sleep(3 * SWEEP_MS)
    idle[shape] = (heap() - before) / sessions
    await store.close()
  }
  return { held: { fresh, idle } as Held }
}

/** The cookie of a sealed session, and one that only names a session elsewhere. */
export async function measureStateless(): Promise<CapacityResult['stateless']> {
  const store = openStatelessStore(parseSessionKeys(randomBytes(32).toString('base64')))
  const cookie: Partial<Record<ShapeName, number>> = {}
  for (const shape of SHAPE_NAMES) cookie[shape] = NAME.length + (await makeOne(store, shape)).length
  const lines = await linesThatFit(store)
  await store.close()
  const memory = openMemoryStore()
  const token = NAME.length + (await makeOne(memory, 'guest')).length
  await memory.close()
  return { cookie: cookie as Record<ShapeName, number>, attributes: ATTRIBUTES.length, token, lines }
}

function heap(): number {
  for (let time = 0; time < 3; time++) collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
