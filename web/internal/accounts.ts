import { z } from 'zod'
import { logSecurity, openedStores } from '@/sessions/request'
import { findUser, setDisabled } from '@/shop/accounts'
import { parseInput } from '@/shop/input'
import { endInEveryStore, type Stores } from './ask-stores'
import { user } from './sessions'

const input = z.object({ action: z.enum(['disable', 'enable'], 'The action is disable or enable.'), user })

/**
 * `POST /api/internal/accounts`: closes an account and ends its sessions in this replica's stores, or opens it again; a repeat is harmless.
 * Closed first, ended then: no sign-in can come between. @throws ShopError 404 for an unknown user, 422
 */
export async function accountsCall(body: unknown, stores: Stores = openedStores()): Promise<object> {
  const asked = parseInput(input, body)
  const { id, email } = await findUser(asked.user)
  await setDisabled(id, asked.action === 'disable')
  logSecurity(asked.action === 'disable' ? 'account-disabled' : 'account-enabled', { user: id })
  return { user: { id, email }, ...(asked.action === 'disable' ? await endInEveryStore(stores, id) : { ended: 0, problems: [] }) }
}
