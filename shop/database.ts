import type { PrismaClient } from '@/prisma/generated/client'
import { connect } from './connect'

const holder = globalThis as typeof globalThis & { __hopcartDatabase?: PrismaClient; __onShutdown?: (() => Promise<void>)[] }

/** The shop's database, connected at first use; one per process (Next bundles routes apart, so it hangs on globalThis). */
export function database(): PrismaClient {
  if (!holder.__hopcartDatabase) {
    const url = process.env.DATABASE_URL
    if (!url)
      throw new Error(
        "DATABASE_URL is not set. Set it to the shop's Postgres, for example postgres://user:password@localhost:5432/hopcart.",
      )
    const client = connect(url)
    holder.__hopcartDatabase = client
    holder.__onShutdown = [...(holder.__onShutdown ?? []), () => client.$disconnect()]
  }
  return holder.__hopcartDatabase
}

/** Whether the shop's database answers now; never throws. */
export async function isDatabaseReady(): Promise<boolean> {
  try {
    await database().$queryRaw`SELECT 1`
    return true
  } catch {
    return false
  }
}
