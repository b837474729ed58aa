/** What a replica's container runs: finds its secrets and its name, then becomes the server. */
const { reverse } = require('node:dns/promises')
const { networkInterfaces } = require('node:os')
const path = require('node:path')
const { readSecrets } = require('./read-secrets.cjs')

const PATIENCE_MS = 5_000
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** `web-2` for the container that compose calls `hopcart-web-redis-2`: Docker's DNS knows a container's name by its address. */
async function nameOfReplica() {
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    all.filter(({ internal }) => !internal).map(({ address }) => address),
  )
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await wait(100)) {
    const names = await Promise.all(addresses.map((address) => reverse(address).catch(() => [])))
    for (const name of names.flat()) {
      const [, number] = /-(\d+)(\.|$)/.exec(name) ?? []
      if (number) return `web-${number}`
    }
  }
  throw new Error(`No name in DNS ends with a number for ${addresses.join(', ')}; set REPLICA=web-1 (web-2, …) for this container.`)
}

async function main() {
  readSecrets()
  process.env.REPLICA ||= await nameOfReplica()
  require('../replica/graceful-shutdown.cjs')
  require('../replica/name-answers.cjs')
  await import(path.resolve(__dirname, '../server.js')) // there only in the image
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
