import type { Stored } from './codec'

/**
 * Which of a user's sessions are too many: all but the one that was bound last, and the newest of the others. Whoever looks at the same
 * sessions decides the same, so that many who sign in at once end one another's sessions down to the right number, and not below.
 */
export function beyond(sessions: readonly Stored[], max: number): Stored[] {
  const [last, ...others] = sessions.toSorted((a, b) => (a.boundAt < b.boundAt ? 1 : -1))
  if (!last) return []
  return others.sort((a, b) => b.session.createdAt - a.session.createdAt || (a.boundAt < b.boundAt ? 1 : -1)).slice(max - 1)
}
