import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import { clientOf } from './client'
import { sentToken } from './cookie'
import { requestMode } from './mode'
import { openedStores } from './opened-stores'
import { RequestSession } from './request-session'

/** Opens the session of the current request from its cookie; nothing is read yet. */
export async function openRequestSession(): Promise<RequestSession> {
  const mode = await requestMode()
  const sent = await headers()
  return new RequestSession({
    mode,
    store: openedStores().storeFor(mode),
    sentToken: await sentToken(),
    requestId: sent.get('x-request-id'),
    client: clientOf(sent),
  })
}

/** A change id for a change that nobody will repeat. */
export function newChangeId(): string {
  return randomUUID()
}
