import { randomBytes } from 'node:crypto'
import { parsePeers } from '@/sessions/cluster-url'
import { discoverer } from '@/sessions/stores/cluster/discovery'
import { internalKey } from '@/web/internal/key'
import type { Fault, FaultOrder } from '../contract'
import { mergedFaults } from './merged-faults'
import { FaultRefused, type SupervisorCall, type SupervisorState } from './supervisor-call'

/** As long as a supervisor may take to say how things are, for a page that asks every second; and for an order, which is worth some patience. */
const PATIENCE_MS = 700
const ORDER_MS = 2_000

type Found = SupervisorState & { readonly at: string }

/** What a replica needs to know of where it is; `process.env` will do. */
export type SupervisorsEnv = Readonly<Record<string, string | undefined>>

/** All supervisors that answer, by the names of their replicas. Nothing is kept here: they are the ones that know. */
export async function supervisorStates(env: SupervisorsEnv = process.env): Promise<SupervisorState[]> {
  return (await found(env, PATIENCE_MS)).map(({ at: _, ...state }) => state)
}

/**
 * Makes a fault on all replicas that it concerns.
 * @param later does what concerns the very replica that was asked, once that has given its answer; without it, it is done at once
 * @throws FaultRefused 404 for a replica that there is not, 409 where nobody would be left or it makes no sense, 503 when a supervisor does not answer
 */
export async function orderFault(
  order: FaultOrder,
  later?: (work: () => Promise<void>) => void,
  env: SupervisorsEnv = process.env,
): Promise<Fault> {
  if (!env.LAB_SUPERVISORS) throw new FaultRefused(409, 'Nothing can be broken here: there are no supervisors (LAB_SUPERVISORS).')
  const all = await found(env, ORDER_MS)
  if (all.length === 0) throw new FaultRefused(503, 'No supervisor answers. Try again in a moment.')
  const concerned = concernedBy(order, all)
  const id = randomBytes(9).toString('base64url')
  const give = async (each: Found, isAnnounced: boolean) =>
    (await ask(each.at, { do: 'break', id, order, peers: peersOf(order, each, all), isAnnounced }, env)) as { fault: Fault }
  const [own] = concerned
  if (later && own && 'replica' in order && order.replica === (env.REPLICA ?? 'web-1')) {
    const { fault } = await give(own, true)
    later(async () => void (await give(own, false).catch(console.error)))
    return fault
  }
  const parts = await Promise.allSettled(concerned.map((each) => give(each, false)))
  const failed = parts.find((part) => part.status === 'rejected')
  if (failed) {
    await Promise.allSettled(concerned.map(({ at }) => ask(at, { do: 'heal', id }, env)))
    throw failed.reason
  }
  const [fault] = mergedFaults(parts.flatMap((part) => (part.status === 'fulfilled' ? [{ faults: [part.value.fault] }] : [])))
  return fault as Fault
}

/**
 * Undoes one fault, or all; answers those that were on.
 * @throws FaultRefused 404 for one that is not on
 */
export async function healFaults(id?: string, env: SupervisorsEnv = process.env): Promise<Fault[]> {
  const all = await found(env, ORDER_MS)
  const answers = await Promise.allSettled(all.map(({ at }) => ask(at, id === undefined ? { do: 'heal' } : { do: 'heal', id }, env)))
  const faults = mergedFaults(answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value as { faults: Fault[] }] : [])))
  if (id !== undefined && faults.length === 0) throw new FaultRefused(404, 'There is no such fault, or it is over.')
  return faults
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

/** @throws FaultRefused */
function concernedBy(order: FaultOrder, all: readonly Found[]): readonly Found[] {
  const named = (name: string) => {
    const state = all.find(({ replica }) => replica === name)
    if (!state) throw new FaultRefused(404, `There is no replica ${name}, only ${all.map(({ replica }) => replica).join(', ')}.`)
    return state
  }
  if (order.kind === 'cut') return order.between.map(named)
  if (!('replica' in order)) return all
  const state = named(order.replica)
  const stays = ({ replica, condition, faults }: Found) =>
    replica !== order.replica && condition === 'up' && !faults.some((fault) => 'replica' in fault && fault.undone === null)
  if (state.condition !== 'down' && !all.some(stays))
    throw new FaultRefused(409, `Nobody would be left to answer: ${order.replica} is the last replica that is up. Heal another one first.`)
  return [state]
}

/** What a replica dials to reach the one that it is cut off from. */
function peersOf(order: FaultOrder, { replica }: Found, all: readonly Found[]): string[] {
  if (order.kind !== 'cut') return []
  return all
    .filter((other) => other.replica !== replica && order.between.includes(other.replica))
    .flatMap(({ peerAddresses }) => peerAddresses)
}
