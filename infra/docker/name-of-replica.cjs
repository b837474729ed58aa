/** How a replica's container finds out which one it is. */
const { resolvePtr } = require('node:dns/promises')
const { networkInterfaces } = require('node:os')

const PATIENCE_MS = 5_000
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * `web-2` for the container that compose calls `hopcart-web-redis-2`: Docker's DNS knows a container's name by its address.
 * Asked by its PTR record, since a reverse look-up would find the container's id in /etc/hosts.
 */
async function nameOfReplica() {
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

module.exports = { nameOfReplica }
