import { defineConfig } from 'prisma/config'

// `generate` and `validate` need no engine; where its download is out of reach, this keeps them working.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= '/bin/true'

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
