/**
 * Asks the replica of this container what an operator wants to know of it: `docker exec -i … node docker/call-internal.mjs sessions` with the
 * body on standard input; prints `{ status, body }`. From inside, because only here is the secret that makes the key.
 *
 * @module
 */
import { text } from 'node:stream/consumers'
import { type Call, callReplica } from '../operator/call-replica'
import { readSecrets } from './read-secrets.cjs'

try {
  readSecrets()
  const { PORT = '3000', NEXTAUTH_SECRET = '' } = process.env
  const body = JSON.parse(await text(process.stdin))
  console.log(JSON.stringify(await callReplica(`http://127.0.0.1:${PORT}`, NEXTAUTH_SECRET, process.argv[2] as Call, body)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
