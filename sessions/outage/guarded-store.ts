import type { SessionStore } from '../session'
import { Breaker } from './breaker'

/**
 * A store whose place is a server beside the replicas, kept from costing every request a time-out while that server is dead: see {@link Breaker}.
 *
 * Not for stores in the replicas' own memory or in a cookie, which have no such server. Nor for a Redis Cluster: a breaker is for one place, and
 * there a shard may be dead while the others are well; its wire knows that of each.
 */
export function guardedStore(store: SessionStore): SessionStore {
  return new GuardedStore(store)
}

class GuardedStore implements SessionStore {
  readonly name: string
  readonly measure?: SessionStore['measure']
  readonly nearCache?: SessionStore['nearCache']
  readonly servers?: SessionStore['servers']
  readonly #store: SessionStore
  readonly #breaker: Breaker

  constructor(store: SessionStore) {
    this.name = store.name
    this.#store = store
    this.#breaker = new Breaker(() => store.ready())
    store.onConnected?.(() => this.#breaker.hurry())
    if (store.nearCache) this.nearCache = store.nearCache
    if (store.servers) this.servers = store.servers // past the breaker: also of a dead one it is told who is there
    if (store.measure) this.measure = () => this.#breaker.run('measure', () => store.measure?.() ?? Promise.reject())
  }

  create(...args: Parameters<SessionStore['create']>) {
    return this.#breaker.run('create', () => this.#store.create(...args))
  }

  read(...args: Parameters<SessionStore['read']>) {
    return this.#breaker.run('read', () => this.#store.read(...args))
  }

  peek(id: string) {
    return this.#breaker.run('peek', () => this.#store.peek(id))
  }

  change(...args: Parameters<SessionStore['change']>) {
    return this.#breaker.run('change', () => this.#store.change(...args))
  }

  fence(userId: string) {
    return this.#breaker.run('fence', () => this.#store.fence(userId))
  }

  renew(...args: Parameters<SessionStore['renew']>) {
    return this.#breaker.run('renew', () => this.#store.renew(...args))
  }

  end(which: string | { readonly id: string }) {
    return this.#breaker.run('end', () => this.#store.end(which))
  }

  list(userId: string) {
    return this.#breaker.run('list', () => this.#store.list(userId))
  }

  endAll(userId: string, exceptId?: string) {
    return this.#breaker.run('endAll', () => this.#store.endAll(userId, exceptId))
  }

  async ready() {
    return !this.#breaker.isOpen && this.#store.ready()
  }

  outage() {
    return this.#breaker.outage
  }

  close() {
    this.#breaker.stop()
    return this.#store.close()
  }
}
