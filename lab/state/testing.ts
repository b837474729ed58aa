import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inject } from 'vitest'
import { freePort } from '@/infra/local/free-port'
import { type OpenOptions, type OpenStores, openStores } from '@/sessions/open-store'
import { untilJoined } from '@/sessions/until-joined'
import { internalCall } from '@/web/internal/call'
import type { SupervisorState } from '../faults/supervisor-call'
import { labCall } from './internal-call'

const SECRET = 'a secret of the tests that is long enough'

/** The stores of so many replicas of one lab stack, in this process; they see each other, and `peer`. `redisUrl`: in place of the run's own. */
export async function openReplicas(
  count: number,
  { redisUrl, peer }: { redisUrl?: string; peer?: string } = {},
  options: OpenOptions = {},
): Promise<OpenStores[]> {
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()))
  const replicas = ports.map((port, i) =>
    openStores(
      'lab:',
      {
        REPLICA: `web-${i + 1}`,
        DATABASE_URL: inject('databaseUrl'),
        REDIS_URL: redisUrl ?? inject('redisUrl'),
        SESSION_KEYS: Buffer.from(SECRET).toString('base64'),
        CLUSTER_SECRET: SECRET,
        CLUSTER_LISTEN: `127.0.0.1:${port}`,
        CLUSTER_PEERS: [...ports.map((each) => `127.0.0.1:${each}`), ...(peer ? [peer] : [])].join(','),
      },
      options,
    ),
  )
  await Promise.all(replicas.map((stores) => untilJoined(stores, 15_000)))
  return replicas
}

/** An HTTP server on a port of its own. */
export async function serve(listener: RequestListener): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers the internal call as that replica does. */
export function answering(stores: OpenStores, replica: string): RequestListener {
  const post = internalCall((body) => labCall(body, stores, replica))
  return async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)])
    const answer = await post(new Request(`http://replica${request.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) }))
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  }
}

/** What a supervisor says of its replica. */
export function supervisor(replica: string, internal: string, condition: SupervisorState['condition'] = 'up') {
  return { replica, internal, addresses: [new URL(internal).host], peerAddresses: [], canCrashServers: false, condition, faults: [] }
}
