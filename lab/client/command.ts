import { replicaLetter } from '@/lab/names'
import { exchange, type Outcome } from './exchange'
import { LabProblem } from './types'

/** Asks the Lab itself for something, which is no request of a shopper. @throws LabProblem when it is refused, or nobody answers */
export async function command<T>(mode: string, method: string, path: string, body?: unknown): Promise<T> {
  const outcome = await exchange(mode, { method, path, ...(body === undefined ? {} : { body }) })
  const { status, json } = outcome
  if (status !== null && status < 300) return json as T
  throw new LabProblem(detailOf(outcome), status)
}

function detailOf({ status, json }: Outcome): string {
  const detail = (json as { detail?: unknown } | null)?.detail
  // Replicas have letters on the page.
  if (typeof detail === 'string') return detail.replace(/\bweb-\d+\b/g, (name) => `replica ${replicaLetter(name)}`)
  return status === null
    ? 'No replica answered. Wait until the faults are undone, a minute at most, or start the stack again.'
    : `That was answered with ${status}. Try again.`
}
