import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../../local/free-port'
import { startNginx } from '../../local/nginx'
import type { ModeRow } from '../render'

/** A table of the tests' own, so that they do not change with what this version has available. */
const MODES: readonly ModeRow[] = [
  { name: 'memory', affinity: 'none', available: true },
  { name: 'sticky', affinity: 'cookie', available: true },
  { name: 'sticky-ip', affinity: 'ip', available: true },
  { name: 'db', affinity: 'none', available: true },
  { name: 'redis', affinity: 'none', available: true },
  { name: 'redis-ha', affinity: 'none', available: false },
]

export type Got = {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** Names of headers that came more than once. */
  readonly twice: readonly string[]
  readonly body: string
}
type Ask = { method?: string; headers?: Record<string, string>; body?: string | Buffer; from?: string }

export type Balancer = {
  readonly port: number
  ask(path: string, options?: Ask): Promise<Got>
  /** The name of the replica that answers GET /. */
  who(headers?: Record<string, string>, from?: string): Promise<string>
  accessLog(): Record<string, unknown>[]
  stop(): Promise<void>
}

/** A real nginx with our configuration in front of `replicas` (addresses). */
export async function startBalancer(replicas: readonly string[], mode = 'lab', cookieDomain?: string): Promise<Balancer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'hopcart-nginx-'))
  const port = await freePort()
  const accessLog = path.join(directory, 'access.log')
  const child = await startNginx({ directory, hosts: ['127.0.0.1'], port, accessLog, replicas, mode, modes: MODES, cookieDomain })
  const ask: Balancer['ask'] = (where, options) => send(port, where, options)
  return {
    port,
    ask,
    who: async (headers = {}, from) => (await ask('/', { headers, ...(from ? { from } : {}) })).headers['x-replica'] as string,
    accessLog: () =>
      readFileSync(accessLog, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    async stop() {
      await child.stop('SIGTERM', 3_000)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function send(port: number, where: string, { method = 'GET', headers = {}, body, from }: Ask = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: where,
      method,
      headers,
      agent: false,
      maxHeaderSize: 65_536,
      ...(from ? { localAddress: from } : {}),
    }
    const sent = request(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, twice: repeated(response), body: text }),
      )
    })
    sent.once('error', reject).end(body)
  })
}

function repeated({ headersDistinct }: IncomingMessage): string[] {
  return Object.keys(headersDistinct).filter((name) => (headersDistinct[name]?.length ?? 0) > 1)
}

export type FakeReplica = { readonly name: string; readonly address: string; readonly server: Server; close(): void }

/** Three stand-ins in this process; each answers what it was sent, unless `listener` does. */
export async function startFakeReplicas(listener?: (name: string) => RequestListener): Promise<FakeReplica[]> {
  const start = async (name: string): Promise<FakeReplica> => {
    const server = createServer({ maxHeaderSize: 65_536 }, listener?.(name) ?? echo(name))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const close = () => {
      server.close()
      server.closeAllConnections()
    }
    return { name, address: `127.0.0.1:${(server.address() as AddressInfo).port}`, server, close }
  }
  return Promise.all(['web-1', 'web-2', 'web-3'].map(start))
}

function echo(name: string): RequestListener {
  return (incoming, response) => {
    incoming.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-replica': name })
      response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers }))
    })
  }
}
