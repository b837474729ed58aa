/** Brings the schema up to date and puts the catalogue (and with `demo` the demo accounts) in; doing it again is harmless. */
export async function prepareDatabase(databaseUrl: string, demo: boolean): Promise<void> {
  // Loaded when needed: the seed brings the generated client, which a clean clone does not have yet when the launcher starts.
  const { migrateDeploy } = await import('../../prisma/migrate-deploy')
  await migrateDeploy(databaseUrl)
  const { seed } = await import('../../prisma/seed/seed')
  await seed(databaseUrl, { demo })
}
