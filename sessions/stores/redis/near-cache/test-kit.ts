import { expect, vi } from 'vitest'
import type { NearCacheCounters } from '../../../inspection'
import type { SessionStore } from '../../../session'
import { idOf } from '../../../token'

/** Versions that a client has been shown, by session: what its cookies say (sessions/request/shown-version.ts). */
export class Shown {
  readonly #versions = new Map<string, number>()
  /** Moves on when the client has ended sessions. */
  era = 0

  /** What a read with this token may come from; undefined: not from memory. */
  of(token: string): number | undefined {
    return this.#versions.get(idOf(token))
  }

  /** @param era when it was asked: what comes after an end that it was asked before finds its token gone from the client, and says nothing more */
  note(session: { readonly id: string; readonly version: number } | null | undefined, era = this.era): void {
    if (session && era === this.era) this.#versions.set(session.id, Math.max(session.version, this.#versions.get(session.id) ?? 0))
  }

  /** What the client has asked for ended sessions that it does not name, so it knows nothing of any. */
  forget(): void {
    this.era++
    this.#versions.clear()
  }
}

/** A store as one client sees it through any replica: it reads with what it has been shown, as requests do. */
export function seenBy(shown: Shown, store: SessionStore): SessionStore {
  const noted = async <T extends { session: { id: string; version: number } } | 'moved' | null>(asked: Promise<T>): Promise<T> => {
    const { era } = shown
    const answer = await asked
    if (answer !== null && answer !== 'moved') shown.note(answer.session, era)
    return answer
  }
  const ended = <T>(answer: T): T => {
    shown.forget()
    return answer
  }
  return {
    name: store.name,
    create: (draft) => noted(store.create(draft)),
    async read(token) {
      const { era } = shown
      const session = await store.read(token, shown.of(token))
      shown.note(session, era)
      return session
    },
    peek: (id) => store.peek(id),
    change: (token, change) => noted(store.change(token, change)),
    fence: (userId) => store.fence(userId),
    renew: async (token, renewal) => ended(await store.renew(token, renewal)),
    end: async (which) => ended(await store.end(which)),
    list: (userId) => store.list(userId),
    endAll: async (userId, exceptId) => ended(await store.endAll(userId, exceptId)),
    ready: () => store.ready(),
    ...(store.measure && { measure: store.measure }),
    close: () => store.close(),
  }
}

/** What a store with a near-cache has counted. */
export function countersOf({ nearCache }: SessionStore): NearCacheCounters {
  if (!nearCache) throw new Error('There is no near-cache.')
  return nearCache()
}

/** Waits until reads may come from memory; `touch` reads something, which lets the heartbeats begin. */
export function untilSound(store: SessionStore, touch: () => Promise<unknown>): Promise<void> {
  return vi.waitFor(
    async () => {
      await touch()
      const { tracked, servers } = countersOf(store)
      expect([tracked, servers > 0]).toEqual([servers, true])
    },
    { timeout: 10_000, interval: 10 },
  )
}
