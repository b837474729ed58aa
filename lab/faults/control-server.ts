import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hasInternalKey } from '@/web/internal/key'
import type { Supervisor } from './supervisor'
import { FaultRefused, supervisorCall } from './supervisor-call'

const MAX_BODY_BYTES = 16 * 1024
/** Whoever asks has given up long before. */
const REQUEST_MS = 5_000

export type ControlServer = { readonly port: number; close(): Promise<void> }

export type ControlServerOptions = {
  readonly supervisor: Supervisor
  /** Without a host on all addresses. Port 0: any free one. */
  readonly listen: { readonly host?: string; readonly port: number }
  /** NEXTAUTH_SECRET, of which the key of internal calls is made. */
  readonly secret: string
}

type Answer = { readonly status: number; readonly body: object }

/** Takes orders for a supervisor: POST, JSON (`supervisorCall`), with the key of internal calls. Without the key there is nothing here. */
export async function startControlServer({ supervisor, listen, secret }: ControlServerOptions): Promise<ControlServer> {
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const headers = new Headers({ authorization: request.headers.authorization ?? '' })
    if (request.method !== 'POST' || !hasInternalKey(headers, secret)) return problem(404, 'There is nothing here.')
    const text = await textOf(request)
    if (text === null) return problem(413, `A call has at most ${MAX_BODY_BYTES} bytes.`)
    const call = supervisorCall.safeParse(parsed(text))
    if (!call.success) return problem(422, call.error.issues[0]?.message ?? 'This is no call.')
    switch (call.data.do) {
      case 'state':
        return { status: 200, body: supervisor.state() }
      case 'break':
        return { status: 200, body: { fault: await supervisor.break(call.data.id, call.data.order, call.data) } }
      case 'heal':
        return { status: 200, body: { faults: supervisor.heal(call.data.id) } }
    }
  }
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    answer(request)
      .catch((error) => {
        if (error instanceof FaultRefused) return problem(error.status, error.message)
        console.error(error)
        return problem(500, 'That did not work.')
      })
      .then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' })
        response.end(JSON.stringify(body))
      })
  })
  server.listen(listen)
  await once(server, 'listening')
  server.on('error', () => {})
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function problem(status: number, detail: string): Answer {
  return { status, body: { detail } }
}

/** The body, or null when it is too long. */
async function textOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Buffer) // the rest is read and dropped: whoever stops reading cannot answer
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
