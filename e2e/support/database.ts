import pg from 'pg'
import type { Stack } from '../../infra/local/stack'

/** Runs one statement on the stack's Postgres, for what no shopper can bring about. */
export async function sql<Row extends pg.QueryResultRow>(stack: Stack, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: stack.state().postgres.url, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Sets how many of a product there are. Pages may show the old number for some seconds; carts and checkout know at once. */
export async function setStock(stack: Stack, productId: string, stock: number): Promise<void> {
  await sql(stack, 'UPDATE "product" SET "stock" = $2 WHERE "id" = $1', [productId, stock])
}

/** How many of a product there are now. */
export async function stockOf(stack: Stack, productId: string): Promise<number> {
  const [row] = await sql<{ stock: number }>(stack, 'SELECT "stock" FROM "product" WHERE "id" = $1', [productId])
  if (!row) throw new Error(`there is no product ${productId}`)
  return row.stock
}
