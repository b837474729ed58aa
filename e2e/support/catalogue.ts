import { setTimeout } from 'node:timers/promises'
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

/** Replicas ask again for what they keep of the catalogue after ten seconds. */
const GROWN_OLD_MS = 13_000
/** Often enough to see it close, and seldom enough to leave the processors to others. */
const PAUSE_MS = 1_000

/** The catalogue is open to all of these clients, and still is when what replicas keep of it has grown old. */
export async function expectCatalogueStaysOpen(clients: readonly Client[], boundMs: number): Promise<void> {
  const since = Date.now()
  for (;;) {
    await expectCatalogueOpenTo(clients, boundMs)
    if (Date.now() - since >= GROWN_OLD_MS) return
    await setTimeout(PAUSE_MS)
  }
}

/** The catalogue is open to all of these clients. */
export async function expectCatalogueOpenTo(clients: readonly Client[], boundMs: number): Promise<void> {
  await Promise.all(clients.map((client) => expectCatalogueOpen(client, boundMs)))
}
