import { internalKey } from '@/web/internal/key'
import type { Look, Question } from './look'

/** How long another replica may take. */
const PATIENCE_MS = 700

/** Asks another replica at the address where it takes internal calls (`http://127.0.0.1:3001`); null when it does not answer in time. */
export async function askPeer(internal: string, question: Question, secret = process.env.NEXTAUTH_SECRET ?? ''): Promise<Look | null> {
  try {
    const response = await fetch(`${internal}/api/internal/lab`, {
      method: 'POST',
      // No connection stays open: a replica that stops would wait for it.
      headers: { authorization: `Bearer ${internalKey(secret)}`, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ do: 'look', ...question }),
      redirect: 'error', // the key is for this address
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return response.ok ? ((await response.json()) as Look) : null
  } catch {
    return null
  }
}
