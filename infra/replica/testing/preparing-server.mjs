// A stand-in for Next's server: it prepares when it hears that it listens, for as long as nobody writes to its standard input.
import http from 'node:http'

const server = http.createServer((_, response) => response.end('prepared'))
server.on('error', ({ code }) => {
  console.log(`failed: ${code}`)
  process.exit(1)
})
server.on('listening', () => {
  console.log(`preparing, at ${JSON.stringify(server.address())}`)
  process.stdin.once('data', () => {
    globalThis.__hopcartOpen()
    console.log(`again: ${typeof globalThis.__hopcartOpen}`)
  })
})
server.listen(Number(process.env.PORT), '127.0.0.1')
http.createServer((_, response) => response.end('another')).listen(Number(process.env.OTHER_PORT), '127.0.0.1')
