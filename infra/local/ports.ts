import { createServer } from 'node:net'
import { freePort } from './free-port'
import { accepts } from './nginx'
import { Problem } from './problem'

/** The addresses that `http://localhost` may mean on this machine. */
export async function loopbackHosts(): Promise<string[]> {
  return (await refusal('::1', 0)) === null ? ['127.0.0.1', '::1'] : ['127.0.0.1']
}

/** The port that the balancer shall have: the wanted one if it is free on all `hosts`, any free one for 0. */
export async function balancerPort(wanted: number, hosts: readonly string[]): Promise<number> {
  const port = wanted === 0 ? await freePort() : wanted
  for (const host of hosts) {
    const code = (await accepts(host, port)) ? 'EADDRINUSE' : await refusal(host, port)
    if (code === null) continue
    if (wanted === 0) return balancerPort(0, hosts)
    if (code === 'EACCES') throw new Problem(`Port ${port} is for root only. Choose one above 1023: PORT=8080 npm start`)
    const other = port === 8080 ? 8081 : 8080
    throw new Problem(`Port ${port} is taken by another program. Stop that one, or choose another port: PORT=${other} npm start`)
  }
  return port
}

function refusal(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'EADDRINUSE'))
    server.listen({ host, port, ipv6Only: true }, () => server.close(() => resolve(null)))
  })
}
