import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import type { Looks } from './bearer'
import { arrivedBy } from './carrier'
import { clientOf } from './client'
import { requestMode } from './mode'
import { openedStores } from './opened-stores'
import { RequestSession } from './request-session'

/**
 * Opens the session of the current request from its cookie, or where a call takes that, `Authorization: Bearer`; nothing is read yet.
 * @param isChange whether the request changes something: then no near-cache says whose it is. Server actions go on with what the door has read.
 * @throws BearerRefused
 */
export async function openRequestSession(looks: Looks = 'cookie', { isChange = false } = {}): Promise<RequestSession> {
  const mode = await requestMode()
  const sent = await headers()
  return new RequestSession({
    mode,
    store: openedStores().storeFor(mode),
    ...(await arrivedBy(looks)),
    requestId: sent.get('x-request-id'),
    client: clientOf(sent),
    isChange,
  })
}

/** A change id for a change that nobody will repeat. */
export function newChangeId(): string {
  return randomUUID()
}
