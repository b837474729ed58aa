/**
 * Preloaded into replicas under test (NODE_OPTIONS): what one of them dials to reach another leads through the relay at LINK_RELAY, a port of 127.0.0.1, which is
 * first told in a line who dials whom: `web-1 web-3 24003`. The others' ports are in CLUSTER_PEERS, in the order of their names.
 */
const { Socket } = require('node:net')

const { CLUSTER_PEERS = '', LINK_RELAY, REPLICA } = process.env
const names = new Map(CLUSTER_PEERS.split(',').map((address, index) => [address.split(':').at(-1), `web-${index + 1}`]))

const { connect } = Socket.prototype
Socket.prototype.connect = function (...given) {
  const [options, onConnect] = Array.isArray(given[0]) ? given[0] : given // net.connect passes on one list
  const name = names.get(String(options?.port))
  if (!name) return connect.apply(this, given)
  connect.call(this, { ...options, port: Number(LINK_RELAY) }, onConnect ?? undefined)
  this.write(`${REPLICA} ${name} ${options.port}\n`)
  return this
}
