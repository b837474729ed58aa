/**
 * Preloaded into replicas under test (NODE_OPTIONS): whatever one of them sends to another is also written to a file of its own in WIRETAP, byte for byte
 * as it is given to TCP. Connections between replicas are known by their ports, which are in CLUSTER_PEERS.
 */
const { appendFileSync } = require('node:fs')
const { Socket } = require('node:net')
const path = require('node:path')

const { WIRETAP = '', CLUSTER_PEERS = '', REPLICA } = process.env
const ports = new Set(CLUSTER_PEERS.split(',').map((address) => Number(address.slice(address.lastIndexOf(':') + 1))))
const file = path.join(WIRETAP, `${REPLICA}-${process.pid}`)

const { _writeGeneric } = Socket.prototype
Socket.prototype._writeGeneric = function (many, data, encoding, done) {
  // Called once more when it is connected.
  if (!this.connecting && (ports.has(this.localPort) || ports.has(this.remotePort)))
    for (const chunk of many ? data : [{ chunk: data, encoding }])
      appendFileSync(file, typeof chunk.chunk === 'string' ? Buffer.from(chunk.chunk, chunk.encoding) : chunk.chunk)
  return _writeGeneric.call(this, many, data, encoding, done)
}
