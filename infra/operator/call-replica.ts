import { internalKey } from '../../web/internal/key'

export type Call = 'sessions' | 'accounts'

/** What a replica answered: what it was asked for, or a problem document. */
export type Reply = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }

/** How long a replica may take. */
const PATIENCE_MS = 5_000

/** Asks one replica at its own address, with the key that only who knows its NEXTAUTH_SECRET can make. @throws when there is no answer in time */
export async function callReplica(address: string, secret: string, call: Call, body: object): Promise<Reply> {
  try {
    const response = await fetch(`${address}/api/internal/${call}`, {
      method: 'POST',
      // No connection stays open: a replica that stops would wait for it.
      headers: { authorization: `Bearer ${internalKey(secret)}`, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(body),
      redirect: 'error', // the key is for this address
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw new Error(`no answer in ${PATIENCE_MS / 1000} s`, { cause: error })
    const { cause } = error as Error
    throw new Error(cause instanceof Error ? cause.message : (error as Error).message, { cause: error })
  }
}
