/**
 * Preloaded into every replica (`node -r …/graceful-shutdown.cjs server.js`), here and in containers: SIGTERM costs no request.
 *
 * For DRAIN_MS (2 s) the replica still answers, but each answer carries `Connection: close`, so that the balancer sends nothing more over
 * connections that are about to close, and readyz says draining (`globalThis.__hopcartDraining`). Then it stops listening and lets what is in
 * flight finish (5 s at most), runs the hooks in `globalThis.__onShutdown` (an array of functions), in which a store hands over to the other replicas
 * what only this one holds (12 s at most), and exits. After 19 s in all it exits in any case: whoever sends SIGTERM should wait longer before SIGKILL.
 * Without open connections there is nothing to wait for. Long answers (event streams) should end on the process event 'hopcart:draining'.
 */
process.env.NEXT_MANUAL_SIG_HANDLE = '1' // Next would exit at once otherwise

const http = require('node:http')

const DRAIN_MS = Number(process.env.DRAIN_MS ?? 2_000)
/** What is still in flight then is cut off, so that the hooks get their time before the end. */
const IN_FLIGHT_MS = 5_000
/** As long the hooks have at least. */
const HOOKS_MS = 12_000

const servers = new Set()
const inFlight = new Set()
const createServer = http.createServer
http.createServer = (...args) => {
  const server = createServer(...args)
  servers.add(server)
  server.prependListener('request', (_, response) => {
    if (globalThis.__hopcartDraining) response.shouldKeepAlive = false
    inFlight.add(response)
    response.once('close', () => inFlight.delete(response))
  })
  return server
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

async function until(condition, ms) {
  for (const end = Date.now() + ms; Date.now() < end; await wait(20)) if (await condition()) return
}

function connections(server) {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count ?? 0)))
}

async function shutDown() {
  setTimeout(() => process.exit(1), DRAIN_MS + IN_FLIGHT_MS + HOOKS_MS).unref()
  globalThis.__hopcartDraining = true
  for (const response of inFlight) response.shouldKeepAlive = false // heard before, answered after
  process.emit('hopcart:draining')
  await until(async () => (await Promise.all([...servers].map(connections))).every((count) => count === 0), DRAIN_MS)
  const closed = Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))))
  for (const server of servers) server.closeIdleConnections()
  await Promise.race([closed, wait(IN_FLIGHT_MS)])
  for (const server of servers) server.closeAllConnections()
  await Promise.allSettled((globalThis.__onShutdown ?? []).map(async (hook) => hook()))
  process.exit(0)
}

let begun = false
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    if (!begun) void shutDown()
    begun = true
  })
}
