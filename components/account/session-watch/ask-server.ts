import type { Ask } from './session-end-watch'

const PATIENCE_MS = 20_000

/** Asks over HTTP; anything but a clear answer is none. */
export const askServer: Ask = async (how) => {
  const [method, path] = how === 'stay' ? ['POST', '/api/session'] : ['GET', '/api/session/expiry']
  try {
    const answer = await fetch(path, { method, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}
