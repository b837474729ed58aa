// A stand-in for the standalone build, for tests of the launcher (HOPCART_SERVER=…): it answers, it can crash, it can take its time.
import http from 'node:http'

const { REPLICA, PORT, HOSTNAME, CRASH_AT_START } = process.env
if (CRASH_AT_START === REPLICA) {
  console.error('cannot start: told so')
  process.exit(3)
}
const started = Date.now()
http
  .createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    response.setHeader('x-replica', REPLICA ?? '')
    if (pathname === '/crash') {
      console.error('going down as told')
      process.exit(7)
    }
    if (pathname === '/slow') {
      console.log('slow begun')
      await new Promise((resolve) => setTimeout(resolve, 1_500))
    }
    if (pathname === '/api/readyz') response.statusCode = globalThis.__hopcartDraining || Date.now() - started < 100 ? 503 : 200
    if (pathname === '/api/internal/lab') {
      request.resume()
      return response.end(JSON.stringify({ stores: { redis: true, postgres: true }, lost: 0, isWhole: true }))
    }
    const { SESSION_DATABASE_URL, CLUSTER_VIA, LAB_SUPERVISORS, REDIS_HA_URL, REDIS_CLUSTER_URL, REDIS_VIA, LAB_REDIS_SERVERS } =
      process.env
    const { SESSION_STORE, REDIS_URL, DATABASE_URL, NODE_ENV, NEXTAUTH_URL, CLUSTER_PEERS, CLUSTER_LISTEN, CLUSTER_SECRET } = process.env
    const cluster = { CLUSTER_PEERS, CLUSTER_LISTEN, CLUSTER_SECRET, CLUSTER_VIA, SESSION_DATABASE_URL, LAB_SUPERVISORS }
    const redis = { REDIS_URL, REDIS_HA_URL, REDIS_CLUSTER_URL, REDIS_VIA, LAB_REDIS_SERVERS }
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({ SESSION_STORE, ...redis, DATABASE_URL, NODE_ENV, NEXTAUTH_URL, ...cluster, mode: request.headers['x-mode'] }),
    )
  })
  .listen(Number(PORT), HOSTNAME)
globalThis.__hopcartOpen?.()
globalThis.__onShutdown = [
  async () => {
    await new Promise((resolve) => setTimeout(resolve, 200))
    console.log('hook ran')
  },
]
