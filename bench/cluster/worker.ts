/**
 * A replica of the benchmark: a process with a store of each kind, as a replica of the shop has one, and the client that asks it. The
 * client is in the same process, as a request is.
 *
 * @module
 */
import type { SessionStore } from '../../sessions'
import type { Member } from '../../sessions/stores/cluster/member'
import { type ClusterStore, openClusterStores } from '../../sessions/stores/cluster/open-cluster-store'
import { openRedisStore } from '../../sessions/stores/redis'
import { changeOne, makeShaped, readOne } from '../capacity/shapes'
import { collectGarbage } from '../sessions/garbage'
import { Endurance } from './endurance'
import { measureChanges, signIn } from './load'
import type { Asked, CallName, Calls, Design, Kind, Open } from './protocol'

const SECRET = 'a secret of the benchmark that is long enough'
/** Sessions that are made at once. */
const FILLING = 16

const stores = new Map<Kind, SessionStore>()
let frozenAt: number | undefined
let endurance: Endurance | undefined
const clockOffsetMs = () => (frozenAt === undefined ? 0 : frozenAt - Date.now())

const answers: { [Call in CallName]: (asked: Calls[Call]['asked']) => Promise<Calls[Call]['answer']> | Calls[Call]['answer'] } = {
  async open({ name, designs, addresses, index, ack, redisUrl }: Open) {
    const [host = '', port] = addresses[index]?.split(':') ?? []
    const shared = { peers: { kind: 'static', addresses }, listen: { host, port: Number(port) }, secret: SECRET, ack, name } as const
    const begun = performance.now()
    const opened = openClusterStores(
      designs.map((design) => ({ ...shared, design })),
      { clockOffsetMs },
    )
    for (const [place, design] of designs.entries()) stores.set(design, opened[place] as ClusterStore)
    if (redisUrl !== null) stores.set('redis', openRedisStore(redisUrl))
    await Promise.all(opened.map(({ joined }) => joined))
    return { joinedMs: performance.now() - begun }
  },
  async fill({ kind, sessions, wantTokens }) {
    const store = storeOf(kind)
    const tokens: string[] = []
    let begun = 0
    const work = async () => {
      while (begun++ < sessions) {
        const token = await signIn(store)
        if (wantTokens) tokens.push(token)
      }
    }
    await Promise.all(Array.from({ length: FILLING }, work))
    return tokens
  },
  shape: ({ kind, sessions, shape }) => makeShaped(storeOf(kind), shape, sessions),
  async read({ kind, tokens }): Promise<true> {
    for (const token of tokens) await readOne(storeOf(kind), token)
    return true
  },
  async change({ kind, tokens }): Promise<true> {
    for (const token of tokens) await changeOne(storeOf(kind), token)
    return true
  },
  measure: ({ kind, ms, ...load }) => measureChanges(storeOf(kind), load, ms),
  endure({ kind, ...load }) {
    endurance = new Endurance(storeOf(kind), load)
    return true
  },
  async endured() {
    if (!endurance) throw new Error('Nothing is endured.')
    return endurance.stop()
  },
  memory() {
    for (let time = 0; time < 3; time++) collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return { bytes: heapUsed + external }
  },
  counters: (design) => clusterOf(design).counters(),
  async tidy(design): Promise<true> {
    await memberOf(design).housekeeping.tidy()
    return true
  },
  freeze(at) {
    frozenAt = at
    return true
  },
}

function storeOf(kind: Kind): SessionStore {
  const store = stores.get(kind)
  if (!store) throw new Error(`The store ${kind} is not open.`)
  return store
}

function clusterOf(design: Design): ClusterStore {
  return storeOf(design) as ClusterStore
}

/** Nobody but a measurement has to wait for housekeeping: the store has no call for it. */
function memberOf(design: Design): Member {
  return (storeOf(design) as unknown as { member: Member }).member
}

process.on('disconnect', () => process.exit(1))
process.on('message', async ({ number, call, asked }: Asked) => {
  try {
    const answer = await (answers[call] as (asked: unknown) => unknown)(asked)
    process.send?.({ number, answer })
  } catch (error) {
    process.send?.({ number, error: error instanceof Error ? `${error.message}${error.cause ? ` (${error.cause})` : ''}` : String(error) })
  }
})
