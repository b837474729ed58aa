import { randomBytes } from 'node:crypto'
import { parsePeers } from '@/sessions/cluster-url'
import { discoverer } from '@/sessions/stores/cluster/discovery'
import { internalKey } from '@/web/internal/key'
import type { Fault, FaultOrder } from '../contract'
import { assertSomebodyStays, concernedBy, peersOf } from './concerned-by'
import { mergedFaults } from './merged-faults'
import { FaultRefused, type SupervisorCall, type SupervisorState } from './supervisor-call'

/** As long as a supervisor may take: an order is worth some patience. */
const ORDER_MS = 2_000

type Found = SupervisorState & { readonly at: string }

/** What a replica needs to know of where it is; `process.env` will do. */
export type SupervisorsEnv = Readonly<Record<string, string | undefined>>

/** All supervisors that answer, by the names of their replicas. Nothing is kept here: they are the ones that know. */
export async function supervisorStates(env: SupervisorsEnv = process.env, patienceMs = ORDER_MS): Promise<SupervisorState[]> {
  return (await found(env, patienceMs)).map(({ at: _, ...state }) => state)
}

/** How an order is given. */
export type Order = {
  /** The fault's. An order that is given again, by the balancer's second try, is the same fault. @default a random one */
  readonly id?: string
  /** Does what concerns the very replica that was asked, once that has given its answer; without it, it is done at once. */
  readonly later?: (work: () => Promise<void>) => void
  /** Whoever asked has gone: nothing is done. A replica that was paused finds what others have been asked for in its stead. */
  readonly signal?: AbortSignal
}

/**
 * Makes a fault on all replicas that it concerns.
 * @throws FaultRefused 404 for a replica that there is not, 409 where nobody would be left or it makes no sense, 503 when a supervisor does not answer
 */
export async function orderFault(
  order: FaultOrder,
  { id = randomId(), later, signal }: Order = {},
  env: SupervisorsEnv = process.env,
): Promise<Fault> {
  if (!env.LAB_SUPERVISORS) throw new FaultRefused(409, 'Nothing can be broken here: there are no supervisors (LAB_SUPERVISORS).')
  const all = await answering(env, signal)
  const known = mergedFaults(all).find((fault) => fault.id === id)
  if (known) return known
  const concerned = concernedBy(order, all)
  const give = async (each: Found, isAnnounced = false) =>
    ((await ask(each.at, { do: 'break', id, order, peers: peersOf(order, each, all), isAnnounced }, env)) as { fault: Fault }).fault
  const [own] = concerned
  try {
    if (own && 'replica' in order) {
      // Of two orders at once each sees the other one's announcement, or was there first.
      const announced = await give(own, true)
      assertSomebodyStays(order.replica, await found(env, ORDER_MS))
      if (!later || order.replica !== (env.REPLICA ?? 'web-1')) return await give(own)
      // One that is paused by it reads no answer. What could not be made the supervisor gives up by itself.
      later(async () => void (await give(own).catch(() => {})))
      return announced
    }
    const parts = await allOrNone(concerned.map((each) => give(each)))
    return mergedFaults(parts.map((fault) => ({ faults: [fault] })))[0] as Fault
  } catch (error) {
    await Promise.allSettled(concerned.map(({ at }) => ask(at, { do: 'heal', id }, env)))
    throw error
  }
}

/**
 * Undoes one fault, or all; answers those that were on.
 * @throws FaultRefused 404 for one that is not on, 503 when no supervisor answers
 */
export async function healFaults(id?: string, env: SupervisorsEnv = process.env, signal?: AbortSignal): Promise<Fault[]> {
  const all = env.LAB_SUPERVISORS ? await answering(env, signal) : []
  const answers = await Promise.allSettled(all.map(({ at }) => ask(at, id === undefined ? { do: 'heal' } : { do: 'heal', id }, env)))
  const faults = mergedFaults(answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value as { faults: Fault[] }] : [])))
  if (id !== undefined && faults.length === 0) throw new FaultRefused(404, 'There is no such fault, or it is over.')
  return faults
}

/** @throws FaultRefused 503 when nobody answers, or nobody waits for it any more */
async function answering(env: SupervisorsEnv, signal?: AbortSignal): Promise<Found[]> {
  const all = await found(env, ORDER_MS)
  // Of a client that had gone before this replica read what it sent, that is known by now.
  if (signal?.aborted) throw new FaultRefused(503, 'Whoever asked for that has gone.')
  if (all.length === 0) throw new FaultRefused(503, 'No supervisor answers. Try again in a moment.')
  return all
}

async function found(env: SupervisorsEnv, patienceMs: number): Promise<Found[]> {
  if (!env.LAB_SUPERVISORS) return []
  const addresses = await discoverer(parsePeers(env.LAB_SUPERVISORS))().catch(() => [])
  const answers = await Promise.allSettled(
    addresses.map(async (at) => ({ at, ...((await ask(at, { do: 'state' }, env, patienceMs)) as SupervisorState) })),
  )
  const states = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const byName = new Map(states.map((state) => [state.replica, state])) // one may have several addresses
  return [...byName.values()].sort((a, b) => a.replica.localeCompare(b.replica, 'en', { numeric: true }))
}

/** @throws FaultRefused what a supervisor has refused; 503 when it does not answer */
async function ask(at: string, call: SupervisorCall, env: SupervisorsEnv, patienceMs = ORDER_MS): Promise<object> {
  let answer: Response
  let body: { detail?: string }
  try {
    answer = await fetch(`http://${at}/`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${internalKey(env.NEXTAUTH_SECRET ?? '')}`,
        'content-type': 'application/json',
        connection: 'close',
      },
      body: JSON.stringify(call),
      redirect: 'error', // the key is for this address
      signal: AbortSignal.timeout(patienceMs),
    })
    body = (await answer.json()) as typeof body
  } catch {
    throw new FaultRefused(503, 'A supervisor does not answer. Try again in a moment.')
  }
  if (answer.ok) return body
  throw new FaultRefused(answer.status === 409 ? 409 : 503, body.detail ?? 'A supervisor refused that.')
}

/** The results, when all have settled. @throws what the first of them has thrown */
async function allOrNone<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

function randomId(): string {
  return randomBytes(9).toString('base64url')
}
