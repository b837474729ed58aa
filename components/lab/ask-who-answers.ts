import type { LabAnswer } from './lab-bar-answer'

/** Asks whichever replica answers next what it knows of this browser; returns how to stop waiting. */
export function askWhoAnswers(tell: (answer: LabAnswer) => void): () => void {
  const stop = new AbortController()
  fetch('/api/session', { signal: stop.signal, cache: 'no-store' })
    .then(readAnswer)
    .then((answer) => {
      if (answer && !stop.signal.aborted) tell(answer)
    })
    .catch(() => {
      // No answer at all: the bar keeps what the last replica said.
    })
  return () => stop.abort()
}

const UNREACHED = { mode: '', reached: false, id: null, signedIn: false, cartCount: 0, expiresAt: null } as const

async function readAnswer(response: Response): Promise<LabAnswer | null> {
  const at = Date.now()
  const replica = response.headers.get('x-replica') ?? ''
  if (response.status === 503) return { ...UNREACHED, replica, at }
  if (!response.ok) return null
  const { mode, replica: named, id, user, cartCount, expiresAt } = await response.json()
  return { mode, replica: named, reached: true, id, signedIn: user !== null, cartCount, expiresAt: expiresAt && Date.parse(expiresAt), at }
}
