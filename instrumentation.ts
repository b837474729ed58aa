/** As long as a replica waits at most for what it works with: whatever is away may come later. */
const WARM_UP_MS = 3_000

/** Next calls this once before a server answers: it ties the rooms together, and a replica that could not work must not look as if it did. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const [{ onArrival }, { settleCarts }] = await Promise.all([import('./sessions/request/arrival'), import('./auth/saved-carts')])
  onArrival(settleCarts)
  if (process.env.NODE_ENV !== 'production') return
  const { environmentProblems } = await import('./web/environment')
  const problems = environmentProblems(process.env)
  if (problems.length > 0) {
    console.error(`This replica does not start, because of its environment (docs/deploy.md has the table):\n${problems.join('\n')}`)
    process.exit(1)
  }
  await warmUp()
}

/**
 * Connects before the first request, which would else wait for that while Next is still loading its pages: on a busy machine for longer
 * than a connection may take. What is away then is for /api/readyz to tell.
 */
async function warmUp(): Promise<void> {
  const [{ isDatabaseReady }, { openedStores }] = await Promise.all([import('./shop/database'), import('./sessions/request/opened-stores')])
  const connected = Promise.all([isDatabaseReady(), ...openedStores().stores.map((store) => store.ready())])
  await Promise.race([connected, new Promise((resolve) => setTimeout(resolve, WARM_UP_MS))])
}
