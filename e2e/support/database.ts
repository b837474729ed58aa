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

/** Puts a product of one's own on sale, made like the dome lamp. Lists show it after some seconds; carts know it at once. */
export async function makeProduct(stack: Stack, id: string, stock: number): Promise<void> {
  const columns = '"category", "summary", "description", "facts", "price_cents", "tile", "alt", "is_new", "keywords", "position"'
  await sql(
    stack,
    `INSERT INTO "product" ("id", "slug", "name", "stock", ${columns})
     SELECT $1, $1, 'Own thing', $2, ${columns} FROM "product" WHERE "id" = 'p-dome-lamp'`,
    [id, stock],
  )
}

/** Takes a product that nobody has ordered out of the catalogue. */
export async function removeProduct(stack: Stack, id: string): Promise<void> {
  await sql(stack, 'DELETE FROM "product" WHERE "id" = $1', [id])
}
