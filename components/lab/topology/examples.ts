import type { LabView, Observation } from '@/lab/client/types'
import type { LabState, ReplicaState } from '@/lab/contract'

/** For tests: a request of this page that A answered and that knew the session of demo. */
export function exampleRequest(part: Partial<Observation> = {}): Observation {
  return {
    key: 'a',
    at: 1_000,
    answeredAt: 1_004,
    mode: 'memory',
    shopper: 1,
    method: 'GET',
    route: '/api/cart',
    label: null,
    own: true,
    pending: false,
    replica: 'web-1',
    status: 200,
    prefetch: false,
    totalMs: 4,
    storeMs: 1,
    calls: ['read'],
    presented: true,
    session: { id: 't.abc', signedIn: true, user: 'demo', cartCount: 3, version: 5 },
    outage: false,
    tries: [{ replica: 'web-1', status: 200 }],
    anomalies: [],
    ...part,
  }
}

/** For tests: a replica that is up. */
export function exampleReplica(name: string, part: Partial<ReplicaState> = {}): ReplicaState {
  const status = { startedAt: 500, requests: { memory: 12 }, memoryBytes: 131_400_000, sessions: {}, nearCache: {}, lost: {}, lagMs: {} }
  return { name, addresses: [], condition: 'up', status, ...part }
}

/** For tests: three replicas that are up, in a mode, and nothing else. */
export function exampleView(part: Partial<LabView> = {}, state: Partial<LabState> = {}): LabView {
  const mode = part.mode ?? 'memory'
  return {
    mode,
    isStale: false,
    observations: [],
    frames: [],
    state: {
      at: 2_000,
      answeredBy: 'web-1',
      replicas: ['web-1', 'web-2', 'web-3'].map((name) => exampleReplica(name)),
      stores: [],
      xray: { mode, id: null, at: 2_000, views: [] },
      faults: [],
      requests: [],
      frames: [],
      cursor: '',
      ...state,
    },
    ...part,
  }
}
