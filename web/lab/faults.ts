import type { Fault } from '@/lab/contract'
import { FaultRefused, faultOrder } from '@/lab/faults/supervisor-call'
import { healFaults, orderFault } from '@/lab/faults/supervisors'
import { ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import { assertInTime } from './in-time'

const KNOWN = {
  404: ['no-such-fault', 'There is no such thing'],
  409: ['cannot-break', 'That cannot be broken now'],
  503: ['supervisor-unavailable', 'A supervisor does not answer'],
} as const

/**
 * `POST /api/lab/faults`
 * @param sent when the balancer sent it (`X-Sent-At`)
 * @param later does something after the answer
 * @throws ShopError 404, 409, 422, 503
 */
export function breakSomething(body: unknown, sent: string | null, later: (work: () => Promise<void>) => void): Promise<Fault> {
  assertInTime(sent)
  return explained(orderFault(parseInput(faultOrder, body), later))
}

/** `DELETE /api/lab/faults` and `/api/lab/faults/{id}`. @throws ShopError 404, 503 */
export function mend(id?: string): Promise<Fault[]> {
  return explained(healFaults(id))
}

async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof FaultRefused)) throw error
    const [code, title] = KNOWN[error.status]
    throw new ShopError(error.status, code, title, error.message)
  }
}
