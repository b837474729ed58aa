/** Exits 0 when this container's replica says that it is ready. */
const http = require('node:http')

const request = http.get({ host: '127.0.0.1', port: Number(process.env.PORT), path: '/api/readyz', timeout: 2_500 }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
)
request.once('timeout', () => process.exit(1))
request.once('error', () => process.exit(1))
