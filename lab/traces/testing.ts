import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import { type Answer, underWay } from '@/auth/testing-headers'
import type { SessionStore } from '@/sessions'
import * as opened from '@/sessions/request/opened-stores'
import { RequestSession } from '@/sessions/request/request-session'

const CLIENT = { address: '127.0.0.1', network: '127.0.0.0/16', browser: 'Tester', device: 'Tester on a bench' }

/** Makes this process a replica of the lab whose modes all have `store`. */
export function beLab(store: SessionStore): void {
  const has = (mode: string) => ['redis', 'sticky', 'memory'].includes(mode)
  vi.spyOn(opened, 'openedStores').mockReturnValue({ isLab: true, defaultMode: 'redis', has, storeFor: () => store } as never)
}

/** What a replica does for a path, and what it answers beside the token. */
export type Doing = (session: RequestSession, request: IncomingMessage, response: ServerResponse) => Promise<unknown>

/** A real server whose paths do something with the session of their request, as a replica's handlers would; it answers the token, or ''. */
export async function startReplica(store: SessionStore, doings: Readonly<Record<string, Doing>>) {
  const server = createServer(async (incoming, response) => {
    const { 'x-request-id': requestId = null, 'x-mode': mode = 'redis', cookie = '' } = incoming.headers as Record<string, string>
    const answer: Answer = { token: /sid=([^;]+)/.exec(cookie)?.[1] ?? null, device: null }
    const doing = doings[(incoming.url ?? '').split('?')[0] ?? ''] ?? (async () => null)
    const session = new RequestSession({ mode: mode as 'redis', store, sentToken: answer.token, requestId, client: CLIENT })
    const isFailed = await underWay
      .run(answer, () => doing(session, incoming, response))
      .then(
        () => false,
        () => true,
      )
    if (!response.headersSent) response.writeHead(isFailed ? 503 : 200).end(answer.token ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const ask = (path: string, { method = 'GET', ...headers }: Record<string, string> = {}) =>
    new Promise<string>((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers: { 'x-request-id': randomUUID(), ...headers } }, (got) => {
        let text = ''
        got.setEncoding('utf8').on('data', (part) => {
          text += part
        })
        got.once('end', () => resolve(text)).once('error', reject)
      })
      sent.once('error', reject).end()
    })
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port, ask, stop }
}
