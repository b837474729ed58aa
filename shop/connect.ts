import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../prisma/generated/client'

/** A client with bounds: pg's own defaults would wait for ever for a connection. */
export function connect(url: string): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 3_000,
      statement_timeout: 5_000,
      query_timeout: 6_000,
    }),
    transactionOptions: { maxWait: 3_000, timeout: 8_000 },
  })
}
