import type { Fault } from '@/lab/contract'
import { FaultRefused, faultId, faultOrder } from '@/lab/faults/supervisor-call'
import { healFaults, orderFault } from '@/lab/faults/supervisors'
import { ShopError } from '@/shop/errors'
import { parseInput } from '@/shop/input'
import { readJson } from '@/web/http/body'

const KNOWN = {
  404: ['no-such-fault', 'There is no such thing'],
  409: ['cannot-break', 'That cannot be broken now'],
  503: ['supervisor-unavailable', 'A supervisor does not answer'],
} as const

/**
 * `POST /api/lab/faults`; the fault has the id of the request.
 * @param later does something after the answer
 * @throws ShopError 404, 409, 422, 503
 */
export async function breakSomething(request: Request, later: (work: () => Promise<void>) => void): Promise<Fault> {
  const { headers, signal } = request
  const order = parseInput(faultOrder, await readJson(request))
  return explained(orderFault(order, { id: faultId(headers.get('x-request-id')), later, signal }))
}

/** `DELETE /api/lab/faults` and `/api/lab/faults/{id}`. @throws ShopError 404, 503 */
export function mend({ signal }: Request, id?: string): Promise<Fault[]> {
  return explained(healFaults(id, process.env, signal))
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
