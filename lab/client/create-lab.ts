import { nameAnomalies } from '@/lab/anomalies'
import type { Fault, FaultOrder, LabState, Loot, ThiefReport } from '@/lab/contract'
import type { ModeName } from '@/sessions/modes'
import { DEMO_ACCOUNT } from './demo-account'
import { exchange, type Outcome } from './exchange'
import { FirstChanges } from './first-changes'
import { answered, begun, MOST, withAnswer, withReports } from './observations'
import { Polling } from './polling'
import { type Answered, type Call, type Lab, LabProblem, type LabView } from './types'

/** No state for so long: the page says that nobody answers. */
const STALE_MS = 4_000
const STATE_MS = 6_000

/** Opens the Lab of one mode; nothing is asked before `start` or the first call. Two of them run side by side in one browser. */
export function createLab(mode: ModeName): Lab {
  return new LabClient(mode)
}

class LabClient implements Lab {
  #view: LabView
  #cursor = ''
  #sent = 0
  #heardAt = Date.now()
  readonly #listeners = new Set<() => void>()
  readonly #polling = new Polling(() => this.#ask())
  readonly #firstChanges = new FirstChanges()

  constructor(mode: ModeName) {
    this.#view = { mode, state: null, isStale: false, observations: [], frames: [] }
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  view = () => this.#view

  start(): () => void {
    this.#heardAt = Date.now()
    return this.#polling.start()
  }

  refresh(): Promise<void> {
    return this.#polling.now()
  }

  setMode(mode: ModeName): void {
    if (mode === this.#view.mode) return
    const { state } = this.#view
    this.#change({ mode, state: state && { ...state, xray: { mode, id: null, at: state.at, views: [] } } })
    this.#polling.soon()
  }

  clear(): void {
    this.#change({ observations: this.#view.observations.filter(({ pending }) => pending), frames: [] })
  }

  async send(call: Call): Promise<Answered> {
    const { mode } = this.#view
    const isChange = call.path.startsWith('/api/cart') && (call.method ?? 'GET') !== 'GET'
    // The first state brings the cookie by which the replicas know whose requests these are.
    if (!this.#view.state) await this.refresh()
    return isChange ? this.#firstChanges.inTurn(mode, call.shopper ?? 1, () => this.#send(mode, call)) : this.#send(mode, call)
  }

  add(productId: string, { quantity = 1, shopper = 1, key = crypto.randomUUID() }: Parameters<Lab['add']>[1] = {}): Promise<Answered> {
    const body = { productId, quantity }
    return this.send({ method: 'POST', path: '/api/cart/lines', body, headers: { 'Idempotency-Key': key }, shopper, label: 'add to cart' })
  }

  session({ shopper = 1 }: Parameters<Lab['session']>[0] = {}): Promise<Answered> {
    return this.send({ path: '/api/session', shopper, label: 'who am I?' })
  }

  cart({ shopper = 1 }: Parameters<Lab['cart']>[0] = {}): Promise<Answered> {
    return this.send({ path: '/api/cart', shopper, label: 'read the cart' })
  }

  async signIn(who = DEMO_ACCOUNT, options: Parameters<Lab['signIn']>[1] = {}): Promise<Answered> {
    return this.#withCsrf('/api/auth/callback/credentials', { ...who, json: 'true' }, 'sign in', options)
  }

  async signOut(options: Parameters<Lab['signOut']>[0] = {}): Promise<Answered> {
    const answer = await this.#withCsrf('/api/auth/signout', { json: 'true' }, 'sign out', options)
    this.#firstChanges.forget(this.#view.mode, options.shopper ?? 1)
    return answer
  }

  break(order: FaultOrder): Promise<Fault> {
    return this.#command('POST', '/api/lab/faults', order)
  }

  async heal(id?: string): Promise<readonly Fault[]> {
    const path = id === undefined ? '/api/lab/faults' : `/api/lab/faults/${encodeURIComponent(id)}`
    return (await this.#command<{ faults: Fault[] }>('DELETE', path)).faults
  }

  async steal(): Promise<string | null> {
    return (await this.#command<Loot>('POST', '/api/lab/thief', { do: 'steal' })).loot
  }

  tryLoot(loot: string): Promise<ThiefReport> {
    return this.#command('POST', '/api/lab/thief', { do: 'use', loot })
  }

  /** next-auth's forms need a token that belongs to a cookie. */
  async #withCsrf(path: string, form: Record<string, string>, label: string, { shopper = 1 }: { shopper?: number }): Promise<Answered> {
    const { json } = await this.send({ path: '/api/auth/csrf', shopper, label: 'ask for the form' })
    const csrfToken = String((json as { csrfToken?: string } | null)?.csrfToken ?? '')
    return this.send({ method: 'POST', path, form: { ...form, csrfToken }, shopper, label })
  }

  async #send(mode: ModeName, call: Call): Promise<Answered> {
    const sent = begun(`own-${++this.#sent}`, Date.now(), mode, call)
    this.#change({ observations: [...this.#view.observations, sent].slice(-MOST) })
    const outcome = await exchange(mode, call)
    const observation = answered(sent, outcome, Date.now(), this.#view.state?.replicas ?? [])
    this.#change({ observations: withAnswer(this.#view.observations, sent.key, observation) })
    this.#polling.soon()
    return { observation, status: outcome.status, json: outcome.json }
  }

  async #command<T>(method: string, path: string, body?: unknown): Promise<T> {
    const outcome = await exchange(this.#view.mode, { method, path, ...(body === undefined ? {} : { body }) })
    this.#polling.soon()
    const { status, json } = outcome
    if (status !== null && status < 300) return json as T
    throw new LabProblem(detailOf(outcome), status)
  }

  async #ask(): Promise<void> {
    const { mode } = this.#view
    const path = `/api/lab/state?since=${encodeURIComponent(this.#cursor)}`
    const { status, json } = await exchange(mode, { path, timeoutMs: STATE_MS })
    const isStale = Date.now() - this.#heardAt > STALE_MS
    if (status !== 200) return this.#change({ isStale })
    this.#heardAt = Date.now()
    const state = json as LabState
    this.#cursor = state.cursor
    const frames = [...this.#view.frames, ...state.frames].slice(-MOST)
    const observations = withReports(this.#view.observations, state.requests)
    // Of a mode that has been left meanwhile the requests count, and nothing else.
    if (mode !== this.#view.mode) return this.#change({ observations, frames })
    this.#change({ state, isStale: false, observations, frames })
  }

  #change(part: Partial<LabView>): void {
    const observations = part.observations && nameAnomalies(part.observations)
    this.#view = { ...this.#view, ...part, ...(observations ? { observations } : {}) }
    for (const listener of [...this.#listeners]) listener()
  }
}

function detailOf({ status, json }: Outcome): string {
  const detail = (json as { detail?: unknown } | null)?.detail
  if (typeof detail === 'string') return detail
  return status === null
    ? 'No replica answered. Wait until the faults are undone, a minute at most, or start the stack again.'
    : `That was answered with ${status}. Try again.`
}
