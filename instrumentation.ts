/** As long as a replica waits at most for what it works with: whatever is away may come later. */
const WARM_UP_MS = 3_000
/** And as long for the sessions that the other replicas have: who answers without them would take a shopper for a stranger. */
const JOIN_MS = 15_000

/** Next calls this once before a server answers: it ties the rooms together, and a replica that could not work must not look as if it did. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const [{ onArrival }, { settleCarts }] = await Promise.all([import('./sessions/request/arrival'), import('./auth/saved-carts')])
  onArrival(settleCarts)
  if (process.env.SESSION_STORE?.trim() === 'lab:') await watchForTheLab()
  if (process.env.NODE_ENV !== 'production') return
  const { environmentProblems } = await import('./web/environment')
  const problems = environmentProblems(process.env)
  if (problems.length > 0) {
    console.error(`This replica does not start, because of its environment (docs/deploy.md has the table):\n${problems.join('\n')}`)
    process.exit(1)
  }
  try {
    await warmUp()
  } catch (error) {
    console.error(`This replica does not start: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
  ;(globalThis as { __hopcartOpen?: () => void }).__hopcartOpen?.() // infra/replica/open-when-warm.cjs
}

/**
 * Connects before the first request, which would else wait for that while Next is still loading its pages: on a busy machine for longer
 * than a connection may take. What is away then is for /api/readyz to tell. Where replicas keep sessions among themselves, this one first
 * catches up with the others.
 */
async function warmUp(): Promise<void> {
  const [{ isDatabaseReady }, { openedStores }, { untilJoined }] = await Promise.all([
    import('./shop/database'),
    import('./sessions/request/opened-stores'),
    import('./sessions/until-joined'),
  ])
  const stores = openedStores()
  const connected = Promise.all([isDatabaseReady(), ...stores.stores.map((store) => store.ready())])
  const enough = new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))
  const [behind] = await Promise.all([untilJoined(stores, JOIN_MS), Promise.race([connected, enough])])
  if (behind.length > 0)
    console.error(`After ${JOIN_MS / 1000} s not caught up with the other replicas in: ${behind.join(', ')}. Serving all the same.`)
}

/** What the Lab's page shows of this replica: requests, and what it sends other replicas. */
async function watchForTheLab(): Promise<void> {
  const [{ watchRequests }, { watchFrames }] = await Promise.all([import('./lab/traces/requests'), import('./lab/state/frames')])
  watchRequests()
  watchFrames()
}
