import { ADDRESS, addLine, askLine, breakLine, catalogueLine, HEAL_LINE, headersLine, signInLines } from '../curl'
import type { Script, Story } from '../story'
import { arrive, killOne, nothingKept, STORE_CHOICES, slowStore, startStore, stopStore, storeOutcome } from './external'

const SLOW_MS = 200

export const dbHolds: Story = {
  slug: 'db-holds',
  title: 'The database holds',
  mode: 'db',
  ask: 'Sessions are in Postgres now. A replica may die. But what does the shop say when Postgres itself does not answer?',
  choices: STORE_CHOICES,
  script,
  code: [
    { path: 'sessions/stores/postgres.ts', what: 'one round trip per call' },
    { path: 'sessions/errors.ts', what: 'StoreUnavailable, which never means “signed out”' },
    { path: 'web/http/problem.ts', what: 'makes 503 with Retry-After of it' },
  ],
  curl: [
    ADDRESS,
    ...signInLines('db'),
    addLine('db'),
    breakLine({ kind: 'slow-store', store: 'postgres', ms: SLOW_MS }),
    addLine('db'),
    breakLine({ kind: 'stop-store', store: 'postgres' }),
    headersLine('db'),
    catalogueLine('db'),
    HEAL_LINE,
    askLine('db'),
  ],
  tryNext: 'Slow Postgres by hand, and send 20 requests in db and in redis.',
}

function script(): Script {
  const kept = nothingKept()
  return {
    steps: [
      arrive(kept, 'postgres'),
      killOne(kept),
      slowStore(kept, 'postgres', SLOW_MS),
      stopStore(kept, 'postgres'),
      startStore(kept, 'postgres'),
    ],
    outcome: () =>
      storeOutcome(
        kept,
        'postgres',
        'Only the way to the sessions was cut here; a shop whose one database is down has no catalogue either, but what it caches.',
      ),
  }
}
