/** Next calls this once before a server answers: it ties the rooms together, and a replica that could not work must not look as if it did. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const [{ onArrival }, { settleCarts }] = await Promise.all([import('./sessions/request/arrival'), import('./auth/saved-carts')])
  onArrival(settleCarts)
  if (process.env.NODE_ENV !== 'production') return
  const { environmentProblems } = await import('./web/environment')
  const problems = environmentProblems(process.env)
  if (problems.length === 0) return
  console.error(`This replica does not start, because of its environment (docs/deploy.md has the table):\n${problems.join('\n')}`)
  process.exit(1)
}
