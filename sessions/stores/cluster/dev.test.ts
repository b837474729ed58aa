import { describeSessionStore } from '../../contract'
import type { SessionStore, StoreOptions } from '../../session'
import { ClusterSessions, inheritedBy } from './cluster-store'
import { Member } from './member'
import type { Network } from './network'

async function trio(copies: 'all' | 2, options: StoreOptions) {
  const handlers = new Map<string, (m: unknown) => Promise<unknown>>()
  const net = (self: string): Network => ({
    call: async (to, m) => {
      const h = handlers.get(to)
      if (!h) throw new Error('refused')
      return structuredClone(await h(JSON.parse(JSON.stringify(m))))
    },
    handle: (h) => void handlers.set(self, h),
    probe: async (to) => handlers.has(to),
  })
  const all = ['m1', 'm2', 'm3']
  const members = all.map(
    (id) => new Member({ id, name: id, address: () => id, network: net(id), discover: async () => all, copies, ack: 'applied', isInherited: inheritedBy(options.aliasKeyPrefix), time: () => Date.now() + (options.clockOffsetMs?.() ?? 0) }),
  )
  await Promise.all(members.map((m) => m.join()))
  return members.map((m) => new ClusterSessions('replicated', m))
}
for (const copies of ['all', 2] as const)
  describeSessionStore(`dev ${copies}`, {
    openPair: async (options) => {
      const stores = await trio(copies, options)
      let turn = 0
      const spread = new Proxy({} as SessionStore, {
        get: (_, key) => (key === 'close' ? async () => { await Promise.all(stores.map((s) => s.close())) } : key === 'then' ? undefined : key === 'name' ? 'dev' : (...args: unknown[]) => (stores[turn++ % 3] as never as Record<string, (...a: unknown[]) => unknown>)[key as string](...args)),
      })
      return [spread, spread]
    },
  })
