/** The one-shot service `migrate`: brings the database to the newest migration and puts the catalogue in; again is harmless. */
import { prepareDatabase } from '../local/database'
import { readSecrets } from './read-secrets.cjs'

try {
  readSecrets()
  await prepareDatabase(process.env.DATABASE_URL ?? '', process.env.DEMO === '1')
  console.log('The database is migrated and seeded.')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
