/**
 * Preloaded into every replica: each answer tells who gave it (`X-Replica: web-1`), static files and Next's own error pages included,
 * which no route handler and no proxy.ts sees.
 */
const http = require('node:http')

const createServer = http.createServer
http.createServer = (...args) => {
  const server = createServer(...args)
  server.prependListener('request', (_, response) => response.setHeader('X-Replica', process.env.REPLICA ?? 'web-1'))
  return server
}
