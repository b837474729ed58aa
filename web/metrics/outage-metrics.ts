import type { ModeName, SessionStore } from '@/sessions'
import type { Family } from './families'

type Outage = ReturnType<NonNullable<SessionStore['outage']>>
type Stores = { readonly modes: readonly ModeName[]; readonly storeFor: (mode: ModeName) => SessionStore }

/** What is told of each store that is left alone while it is away. */
const FAMILIES: readonly [name: string, type: 'counter' | 'gauge', help: string, value: (outage: Outage) => number][] = [
  [
    'hopcart_session_store_away',
    'gauge',
    'Whether the store is known to be away, and calls are refused without asking it.',
    ({ isAway }) => +isAway,
  ],
  ['hopcart_session_outages_total', 'counter', 'How often the store was found to be away.', ({ opened }) => opened],
  ['hopcart_session_calls_refused_total', 'counter', 'Calls refused while the store was known to be away.', ({ rejected }) => rejected],
  ['hopcart_session_store_probes_total', 'counter', 'Questions whether a store that was away is back.', ({ probes }) => probes],
]

/** What a replica has counted of outages of the stores beside it, by mode. */
export function outageMetrics({ modes, storeFor }: Stores): Family[] {
  const outages = modes.flatMap((mode) => {
    const outage = storeFor(mode).outage?.()
    return outage ? [{ mode, outage }] : []
  })
  if (outages.length === 0) return []
  return FAMILIES.map(([name, type, help, value]) => ({
    name,
    type,
    help,
    samples: outages.map(({ mode, outage }) => ({ labels: { mode }, value: value(outage) })),
  }))
}
