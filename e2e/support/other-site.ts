import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type OtherSite = {
  /** `http://127.0.0.1:41234`: to a browser another site than localhost. */
  readonly origin: string
  close(): void
}

/** Somebody else's web site on a free port of this machine: each of its pages is an empty document that may do what it likes. */
export async function startOtherSite(): Promise<OtherSite> {
  const server = createServer((request, response) => {
    if (request.url !== '/' && request.url !== '/frame') return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Somebody else</title><body>Somebody else')
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
