/** What a replica's container runs (in the lab, by lab-replica.ts): finds its secrets and its name, then becomes the server. */
const path = require('node:path')
const { nameOfReplica } = require('./name-of-replica.cjs')
const { readSecrets } = require('./read-secrets.cjs')

async function main() {
  readSecrets()
  process.env.REPLICA ||= await nameOfReplica()
  require('../replica/graceful-shutdown.cjs')
  require('../replica/name-answers.cjs')
  require('../replica/open-when-warm.cjs')
  await import(path.resolve(__dirname, '../server.js')) // there only in the image
}

main().catch((error) => {
  console.error(error.message)
  process.exit(1)
})
