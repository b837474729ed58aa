// A stand-in for a replica, for tests of its supervisor: it says how it is (GET sets that: /?{"lost":1}) and where its stores are, and takes a moment to drain.
import http from 'node:http'

const { REPLICA, DATABASE_URL, REDIS_URL, REDIS_VIA, SESSION_DATABASE_URL, CLUSTER_VIA } = process.env
const health = { stores: { redis: true, postgres: true }, lost: 0, isWhole: true }
http
  .createServer((request, response) => {
    response.setHeader('connection', 'close')
    const { pathname, search } = new URL(request.url ?? '/', 'http://x')
    if (search) Object.assign(health, JSON.parse(decodeURIComponent(search.slice(1))))
    if (pathname === '/api/internal/lab' && request.headers.authorization !== `Bearer ${process.env.KEY}`) response.statusCode = 404
    request
      .resume()
      .once('end', () =>
        response.end(
          JSON.stringify({ replica: REPLICA, ...health, env: { DATABASE_URL, REDIS_URL, REDIS_VIA, SESSION_DATABASE_URL, CLUSTER_VIA } }),
        ),
      )
  })
  .listen(Number(process.env.PORT), '127.0.0.1')
process.on('SIGTERM', () => setTimeout(() => process.exit(Number(process.env.EXIT_CODE ?? 0)), Number(process.env.DRAIN_MS ?? 0)))
