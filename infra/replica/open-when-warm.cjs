/**
 * Preloaded into every replica: nobody can connect before it is of use. Next listens first and prepares then, so that whoever connects meanwhile waits:
 * for seconds, where a replica first catches up with the others. A refused connection costs the balancer nothing, whatever was asked.
 *
 * Next is told at once that it listens, with which it begins to prepare; the port is opened when instrumentation.ts has ended, by
 * `globalThis.__hopcartOpen`.
 */
const http = require('node:http')

const createServer = http.createServer
http.createServer = (...args) => {
  const server = createServer(...args)
  const { listen, emit } = server
  server.listen = (...where) => {
    const [port, address] = where
    if (String(port) !== process.env.PORT) return listen.apply(server, where)
    server.address = () => ({ port: Number(port), address, family: 'IPv4' })
    globalThis.__hopcartOpen = () => {
      globalThis.__hopcartOpen = undefined
      delete server.address
      server.listen = listen
      server.emit = (event, ...rest) => event === 'listening' || emit.call(server, event, ...rest)
      listen.apply(server, where)
    }
    process.nextTick(() => server.emit('listening'))
    return server
  }
  return server
}
