// A stand-in for a replica that runs as a process of its own, so that a test can kill it. Arguments: name, port.
import { createServer } from 'node:http'

const [name = 'web-1', port = '0'] = process.argv.slice(2)
createServer((_, response) => response.writeHead(200, { 'x-replica': name }).end(name)).listen(Number(port), '127.0.0.1')
