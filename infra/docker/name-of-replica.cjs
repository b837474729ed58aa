/** How a replica's container finds out which one it is. */
const { resolvePtr } = require('node:dns/promises')
const { networkInterfaces } = require('node:os')

const PATIENCE_MS = 5_000
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * `web-2` for the container that compose calls `hopcart-web-redis-2`: Docker's DNS knows a container's name by its address.
 * Asked by its PTR record, since a reverse look-up would find the container's id in /etc/hosts. In Kubernetes `POD_IP` is given, and the name made of it.
 */
async function nameOfReplica() {
  if (process.env.POD_IP) return nameOfPod(process.env.POD_IP)
  const all = Object.values(networkInterfaces()).flat()
  const addresses = all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address)
  const records = addresses.map((address) => `${address.split('.').reverse().join('.')}.in-addr.arpa`)
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await wait(100)) {
    const names = await Promise.all(records.map((record) => resolvePtr(record).catch(() => [])))
    for (const name of names.flat()) {
      const [, number] = /-(\d+)(\.|$)/.exec(name) ?? []
      if (number) return `web-${number}`
    }
  }
  throw new Error(
    `Docker's DNS has no name that ends with a number for ${addresses.join(', ')}; set REPLICA=web-1 (web-2, …) for this container.`,
  )
}

/** A pod of a Deployment has no number; its address has one that no other pod has at the same time, unless their networks are larger than 65,536. */
function nameOfPod(address) {
  const [low = 0, high = 0] = address.split('.').map(Number).reverse()
  return `web-${address.includes(':') ? Number.parseInt(address.split(':').at(-1) || '0', 16) : high * 256 + low}`
}

module.exports = { nameOfReplica }
