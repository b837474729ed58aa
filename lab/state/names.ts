import { findAccount } from '@/shop/accounts'
import { within } from './within'

const KEPT = 200
const KEPT_MS = 30_000
const PATIENCE_MS = 200

type Known = { readonly name: Promise<string | null>; readonly until: number }

/** Hung on globalThis: Next bundles routes apart, and a module-level variable would exist once per bundle. */
const holder = globalThis as typeof globalThis & { __hopcartLabNames?: Map<string, Known> }

/** Names of users by their ids; one that cannot be looked up in time (Postgres is away) is null, and looked up again the next time. */
export async function namesOf(ids: Iterable<string>): Promise<ReadonlyMap<string, string | null>> {
  const wanted = [...new Set(ids)]
  const names = await Promise.all(wanted.map((id) => within(PATIENCE_MS, nameOf(id), null)))
  return new Map(wanted.map((id, i) => [id, names[i] ?? null]))
}

function nameOf(id: string): Promise<string | null> {
  holder.__hopcartLabNames ??= new Map()
  const cache = holder.__hopcartLabNames
  const known = cache.get(id)
  if (known && performance.now() < known.until) return known.name
  const name = findAccount(id).then((account) => account?.name ?? null)
  const entry: Known = { name, until: performance.now() + KEPT_MS }
  cache.delete(id)
  cache.set(id, entry)
  const [oldest] = cache.keys()
  if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest)
  name.catch(() => {
    if (cache.get(id) === entry) cache.delete(id)
  })
  return name
}
