import { expect } from '@playwright/test'
import type { Client } from './client'
import { expectKept, withinBound } from './outage'
import { onEveryReplica } from './replicas'
import { LAMP } from './story'

/** Pages of the catalogue with their own headings. */
const PAGES: [path: string, heading: string][] = [
  ['/', 'Things that stay where you put them.'],
  ['/shop', 'Everything'],
  ['/category/light', 'Light'],
  [`/products/${LAMP.slug}`, LAMP.name],
]

/** Each replica reads the catalogue once; from then on it can show it without the database. */
export async function visitCatalogue(client: Client): Promise<void> {
  for (const [path] of PAGES) await onEveryReplica(() => client.get(path))
}

/** The catalogue browses: every page is there with its own heading, and takes nobody's session away. */
export async function expectCatalogueOpen(client: Client, boundMs: number): Promise<void> {
  for (const [path, heading] of PAGES) {
    const reply = await withinBound(path, () => client.get(path), boundMs)
    expect(reply.status, path).toBe(200)
    expect(/<h1[^>]*>(.*?)<\/h1>/s.exec(reply.text)?.[1]?.replace(/<[^>]*>/g, ''), path).toBe(heading)
    expectKept(reply, path)
  }
}

/** What replicas keep of the catalogue is asked for again after ten seconds: so long, and some more, it is to stay open. */
export async function expectCatalogueStaysOpen(clients: readonly Client[], boundMs: number): Promise<void> {
  const since = Date.now()
  while (Date.now() - since < 13_000) for (const client of clients) await expectCatalogueOpen(client, boundMs)
}
