import type { Fault, FaultOrder } from '@/lab/contract'
import { FaultRefused, faultId, faultOrder } from '@/lab/faults/supervisor-call'
import { healFaults, orderFault } from '@/lab/faults/supervisors'
import { withMaster } from '@/lab/faults/which-master'
import { presented } from '@/lab/state/presented'
import { modeOfStore } from '@/lab/stores'
import type { ModeName } from '@/sessions'
import { openedStores } from '@/sessions/request'
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
 * @param mode of the request, whose session may be the one at hand
 * @param later does something after the answer
 * @throws ShopError 404, 409, 422, 503
 */
export async function breakSomething(request: Request, mode: ModeName, later: (work: () => Promise<void>) => void): Promise<Fault> {
  const { headers, signal } = request
  const asked = parseInput(faultOrder, await readJson(request))
  const give = async () => {
    const order = asked.kind === 'crash-master' ? await masterOf(asked, mode) : asked
    return orderFault(order, { id: faultId(headers.get('x-request-id')), later, signal })
  }
  return explained(give())
}

async function masterOf(order: Extract<FaultOrder, { kind: 'crash-master' }>, mode: ModeName): Promise<FaultOrder> {
  const home = modeOfStore(order.store)
  const stores = openedStores()
  if (!stores.has(home)) throw new FaultRefused(409, `There is no ${order.store} here.`)
  return withMaster(order, stores.storeFor(home), mode === home ? (await presented()).id : null)
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
