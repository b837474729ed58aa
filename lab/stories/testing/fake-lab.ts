import type { Answered, Lab, LabView } from '@/lab/client/types'
import type { LabState } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { answerTo, Refused } from './fake-bearer'
import type { FakeSession } from './fake-sessions'
import type { FakeStack } from './fake-stack'

const NEVER = new AbortController().signal

type Work = (at: { replica: string; known: FakeSession | null; keep: (session: FakeSession) => Promise<void> }) => Promise<unknown>

/** A Lab that sends nothing: each mode behaves as its model in {@link FakeSessions} says. */
export function fakeLab(stack: FakeStack, first: ModeName = 'redis'): Lab {
  const { sessions, faults, clock, cookies } = stack
  const listeners = new Set<() => void>()
  let view: LabView = { mode: first, state: null, isStale: false, observations: [], frames: [] }
  const set = (part: Partial<LabView>) => {
    view = { ...view, ...part }
    for (const listener of listeners) listener()
  }
  const request = async (label: string, shopper: number, work: Work): Promise<Answered> => {
    const { mode } = view
    const { replica, tries } = stack.pick(mode, shopper)
    const [store, began, cookie] = [sessions.storeOf(mode), clock.now(), `${mode} ${shopper}`]
    const known = cookies.get(cookie) ?? null
    let [status, json]: [number | null, unknown] = [200, null]
    await clock.sleep(2 + (store ? 1 + faults.slowMs(store) : 0), NEVER)
    const keep = async (session: FakeSession) => {
      await sessions.write(mode, replica, session)
      cookies.set(cookie, session)
    }
    if (stack.silent > 0) [stack.silent, status] = [stack.silent - 1, null]
    else if (store && faults.isStopped(store) && label !== 'catalogue')
      [status, json] = [503, { detail: 'The session store does not answer. Try again in 2 seconds.' }]
    else json = await work({ replica, known: mode === 'stateless' ? known : known && sessions.read(mode, replica, known.id), keep })
    if (json instanceof Refused) [status, json] = [json.status, { detail: json.detail }]
    const observation = {
      ...{
        key: `${clock.now()}-${Math.random()}`,
        at: began,
        mode,
        shopper,
        method: 'GET',
        route: label,
        label,
        own: true,
        pending: false,
      },
      ...{ prefetch: false, storeMs: null, calls: [], presented: true, session: undefined, outage: status === 503, anomalies: [] },
      ...{ replica: status === null ? null : replica, status, totalMs: clock.now() - began, answeredAt: clock.now() },
      tries: tries.map((name) => ({ replica: name, status: name === replica ? status : 502 })),
    }
    set({ observations: [...view.observations.slice(-299), observation] })
    return { observation, status, json }
  }
  const told = (session: FakeSession | null) => ({
    id: session?.id ?? null,
    user: session?.user ? { name: session.user, email: 'demo@example.com' } : null,
    cartCount: session?.lamps.size ?? 0,
  })
  const newId = () => `m.${(++stack.lastId).toString(16).padStart(6, '0')}c${stack.lastId % 10}`
  const stateOf = (): LabState => {
    const cookie = cookies.get(`${view.mode} 1`) ?? null
    const views = sessions.views(view.mode, cookie?.id ?? null, view.mode === 'stateless' ? cookie : null)
    const replicas = faults.names.map((name) => ({
      ...{ name, addresses: [], condition: faults.conditions.get(name) ?? 'down' },
      status: faults.isUp(name)
        ? {
            startedAt: 0,
            requests: {},
            memoryBytes: 9e7,
            sessions: {},
            nearCache: {},
            lost: { [view.mode]: faults.lostTo(name) },
            lagMs: {},
          }
        : null,
    }))
    const common = {
      at: clock.now(),
      answeredBy: 'web-1',
      replicas,
      stores: [],
      faults: [...faults.all],
      requests: [],
      frames: [],
      cursor: '',
    }
    return { ...common, xray: { mode: view.mode, id: cookie?.id ?? null, at: clock.now(), views } }
  }
  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    view: () => view,
    start: () => () => {},
    refresh: async () => set({ state: stateOf() }),
    setMode: (mode) => set({ mode }),
    clear: () => set({ observations: [] }),
    send: (call) =>
      request(call.label ?? '', call.shopper ?? 1, async ({ known }) =>
        answerTo(call, { stack, newId, told, known: call.withoutCookies ? null : known }),
      ),
    session: ({ shopper = 1 } = {}) => request('session', shopper, async ({ known }) => told(known)),
    cart: ({ shopper = 1 } = {}) => request('cart', shopper, async ({ known }) => ({ count: known?.lamps.size ?? 0 })),
    add: (_, { shopper = 1 } = {}) =>
      request('add to cart', shopper, async ({ known, keep }) => {
        const lamps = new Set([...(known?.lamps ?? []), ++stack.lastLamp])
        await keep({ id: known?.id ?? newId(), user: known?.user ?? null, lamps })
        return { count: lamps.size }
      }),
    signIn: (_, { shopper = 1 } = {}) =>
      request('sign in', shopper, async ({ known, keep }) => keep({ id: newId(), user: 'Demo', lamps: known?.lamps ?? new Set() })),
    signOut: ({ shopper = 1 } = {}) =>
      request('sign out', shopper, async ({ known, replica }) => {
        if (!known?.user) return
        sessions.end(view.mode, replica, known.id)
        cookies.delete(`${view.mode} ${shopper}`)
      }),
    break: async (order) => faults.break(order),
    heal: async (id) => faults.heal(id),
    steal: async () => (cookies.has(`${view.mode} 1`) ? JSON.stringify([view.mode, cookies.get(`${view.mode} 1`)]) : null),
    tryLoot: async (loot) => {
      const [mode, stolen] = JSON.parse(loot) as [ModeName, FakeSession]
      const { replica } = stack.pick(mode, 1)
      const session = mode === 'stateless' ? stolen : sessions.read(mode, replica, stolen.id)
      return { replica, status: 200, user: session?.user ?? null, cartCount: session?.lamps.size ?? 0 }
    },
  }
}
