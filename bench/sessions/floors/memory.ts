import { type Contestant, FULL_CART, productTurns, SESSIONS } from '../contestant'

type Row = { version: number; cart: Record<string, number> }

/** A Map: `get` to read; `get`, a copy with one more, and `set` to change. */
export function memoryFloor(): Contestant {
  const rows = new Map<string, Row>()
  const keys = Array.from({ length: SESSIONS }, (_, i) => `session-${i}`)
  const product = productTurns()
  const get = (session: number): Row => {
    const row = rows.get(keys[session] as string)
    if (!row) throw new Error('The floor lost a session.')
    return row
  }
  return {
    family: 'memory',
    role: 'floor',
    name: 'Map get · get and set',
    async prepare() {
      for (const key of keys) rows.set(key, { version: 1, cart: { ...FULL_CART } })
    },
    operations: {
      async read(session) {
        get(session)
      },
      async change(session) {
        const { version, cart } = get(session)
        const line = product()
        rows.set(keys[session] as string, { version: version + 1, cart: { ...cart, [line]: (cart[line] ?? 0) + 1 } })
      },
    },
    close: async () => rows.clear(),
  }
}
