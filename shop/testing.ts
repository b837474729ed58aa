import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { database } from './database'

/** Points the shop at the test run's Postgres. Call it at the top of a test file. */
export function onTestDatabase(): void {
  process.env.DATABASE_URL = inject('databaseUrl')
}

/** A product of its own for a test; ids are unique, so that files may run at once. */
export async function makeProduct(over: { name?: string; stock?: number; priceCents?: number; category?: string; keywords?: string } = {}) {
  const id = `p-${randomUUID()}`
  const rest = {
    summary: 'Steel, 1 cm',
    description: 'For tests.',
    facts: [],
    tile: '#a9d5f5',
    alt: 'A thing',
    isNew: false,
    keywords: '',
    position: 0,
  }
  return database().product.create({
    data: { id, slug: id, name: 'Thing', category: 'desk', priceCents: 1_500, stock: 10, ...rest, ...over },
  })
}

/** An account of its own for a test; its password is nobody's. */
export async function makeUser() {
  return database().user.create({ data: { email: `${randomUUID()}@example.com`, name: 'Tester', passwordHash: 'none' } })
}

/** A complete and valid checkout. */
export function checkoutForm(
  card: Partial<{ number: string; expiry: string; cvc: string; name: string }> = {},
  address: Record<string, string> = {},
) {
  return {
    address: { name: 'A. Tester', line1: '1 Main Street', city: 'New York', postalCode: '10001', country: 'US', ...address },
    card: { number: '4242 4242 4242 4242', expiry: '12/39', cvc: '123', name: 'A. Tester', ...card },
  }
}
