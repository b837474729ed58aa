import type { XRayView } from '@/lab/contract'
import { storeOf } from '@/lab/stores'
import { type ModeName, modeOf } from '@/sessions/modes'
import type { FakeFaults } from './fake-faults'

export type FakeSession = { readonly id: string; readonly user: string | null; readonly lamps: ReadonlySet<number> }

/** Where each mode keeps sessions, as small as it can be said; `stateless` keeps none. */
export class FakeSessions {
  readonly #copies = new Map<string, Map<string, FakeSession>>()

  constructor(readonly faults: () => FakeFaults) {}

  storeOf = storeOf

  /** As this replica sees it. */
  read(mode: ModeName, replica: string, id: string): FakeSession | null {
    if (this.storeOf(mode)) return this.#at(mode, 'store').get(id) ?? null
    const holder = mode === 'primary-backup' ? (this.holders(id).find((name) => this.#at(mode, name).has(id)) ?? replica) : replica
    return this.#at(mode, holder).get(id) ?? null
  }

  /** Resolves when it may be acknowledged. */
  async write(mode: ModeName, replica: string, session: FakeSession): Promise<void> {
    const faults = this.faults()
    if (this.storeOf(mode)) this.#at(mode, 'store').set(session.id, session)
    else if (mode === 'primary-backup') for (const name of this.holders(session.id)) this.#at(mode, name).set(session.id, session)
    else this.#at(mode, replica).set(session.id, session)
    if (mode !== 'replicated') return
    const others = faults.names.filter((name) => name !== replica && faults.isUp(name) && !faults.isCut(name, replica))
    await faults.clock.sleep(1 + faults.delayMs, new AbortController().signal)
    for (const name of others) this.#merge(mode, name, session)
    await faults.clock.sleep(1 + faults.delayMs, new AbortController().signal)
  }

  end(mode: ModeName, replica: string, id: string): void {
    const everywhere = this.storeOf(mode) ? ['store'] : modeOf(mode).store === 'memory' ? [replica] : this.faults().names
    for (const place of everywhere) this.#at(mode, place).delete(id)
  }

  /** The first two that are up, in an order of the session's own. */
  holders(id: string): string[] {
    const { names, isUp } = this.faults()
    const first = id.charCodeAt(id.length - 1) % names.length
    return [...names.slice(first), ...names.slice(0, first)].filter(isUp).slice(0, 2)
  }

  /** After a fault began or ended: memories that died are empty, and copies are made good. */
  settle(crashed: string | null): void {
    const { names, isUp, isCut } = this.faults()
    if (crashed) for (const [place, table] of this.#copies) if (place.endsWith(`|${crashed}`)) table.clear()
    for (const from of names.filter(isUp))
      for (const [id, session] of this.#at('primary-backup', from)) {
        for (const name of this.holders(id)) this.#at('primary-backup', name).set(id, session)
        if (!this.holders(id).includes(from)) this.#at('primary-backup', from).delete(id)
      }
    for (const from of names.filter(isUp))
      for (const to of names.filter(isUp))
        if (!isCut(from, to)) for (const session of this.#at('replicated', from).values()) this.#merge('replicated', to, session)
  }

  views(mode: ModeName, id: string | null, sealed: FakeSession | null): XRayView[] {
    const { names, isUp, isStopped } = this.faults()
    const store = this.storeOf(mode)
    const replicas = names.map((replica): XRayView => {
      const held = id === null ? null : (this.#at(mode, replica).get(id) ?? null)
      const session = store ? (id && !isStopped(store) ? this.read(mode, replica, id) : null) : (sealed ?? held)
      const role =
        store || sealed ? 'reader' : mode === 'primary-backup' ? this.#role(replica, id) : mode === 'replicated' ? 'backup' : 'only'
      if (!isUp(replica) || (store && isStopped(store))) return { place: { replica }, state: 'unreachable', role, session: null, ms: 1 }
      return { place: { replica }, state: session ? 'known' : 'unknown', role, session: session && view(session), ms: 1 }
    })
    const kept = store && id ? this.read(mode, names[0], id) : null
    if (!store) return replicas
    return [...replicas, { place: { store }, state: kept ? 'known' : 'unknown', role: 'store', session: kept && view(kept), ms: 1 }]
  }

  #role(replica: string, id: string | null) {
    const place = id === null ? -1 : this.holders(id).indexOf(replica)
    return place === 0 ? 'primary' : place === 1 ? 'backup' : 'proxy'
  }

  #at(mode: ModeName, place: string): Map<string, FakeSession> {
    const key = `${mode}|${place}`
    const table = this.#copies.get(key) ?? new Map()
    this.#copies.set(key, table)
    return table
  }

  #merge(mode: ModeName, place: string, session: FakeSession): void {
    const table = this.#at(mode, place)
    const had = table.get(session.id)
    table.set(session.id, { ...session, lamps: new Set([...(had?.lamps ?? []), ...session.lamps]) })
  }
}

function view({ id, user, lamps }: FakeSession): NonNullable<XRayView['session']> {
  const times = { createdAt: 0, lastSeenAt: 0, expiresAt: 1_800_000 }
  return { id, user, signedIn: user !== null, cartCount: lamps.size, version: lamps.size, cart: { 'p-dome-lamp': lamps.size }, ...times }
}
