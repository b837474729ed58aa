/**
 * A member for tests of several processes: its parent sends it the calls of a session store, and where its clock stands.
 *
 * @module
 */
import { StoreUnavailable } from '../../../errors'
import type { SessionStore } from '../../../session'
import { toFailure } from '../failures'
import { type ClusterConfig, openClusterStores } from '../open-cluster-store'

export type Asked = {
  readonly number: number
  readonly method: keyof SessionStore | 'clock' | 'counters' | 'memory'
  readonly args: unknown[]
}
export type Told = {
  readonly number: number
  readonly answer?: unknown
  readonly failure?: unknown
  readonly outage?: { operation: string; cause: string }
}

const { config, aliasKeyPrefix } = JSON.parse(process.env.MEMBER ?? '{}') as { config: ClusterConfig; aliasKeyPrefix?: string }
let offset = 0
const [store] = openClusterStores([config], { ...(aliasKeyPrefix ? { aliasKeyPrefix } : {}), clockOffsetMs: () => offset })

async function answer({ method, args }: Asked): Promise<unknown> {
  if (method === 'clock') offset = Number(args[0])
  else if (method === 'memory') return process.memoryUsage()
  else if (store) return (store[method] as (...args: unknown[]) => unknown)(...args)
  return undefined
}

process.on('disconnect', () => process.exit(1))
process.on('message', async (asked: Asked) => {
  const { number } = asked
  try {
    tell({ number, answer: await answer(asked) })
  } catch (error) {
    if (error instanceof StoreUnavailable)
      tell({ number, outage: { operation: error.operation, cause: String((error.cause as Error)?.message) } })
    else tell({ number, failure: toFailure(error) ?? { name: String(error), fields: [] } })
  }
})

function tell(told: Told | { readonly joined: true }): void {
  process.send?.(told)
}

store?.joined.then(
  () => tell({ joined: true }),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
