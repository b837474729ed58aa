import { ADDRESS, addLine, askLine, breakLine, catalogueLine, crashHomeLines, HEAL_LINE, headersLine, signInLines } from '../curl'
import type { Script, Story } from '../story'
import { arrive, killOne, nothingKept, STORE_CHOICES, startStore, stopStore, storeOutcome } from './external'

export const redisDies: Story = {
  slug: 'redis-dies',
  title: 'Redis holds, until Redis dies',
  mode: 'redis',
  ask: 'One Redis for all replicas. Then it stops answering. What do you hear?',
  choices: STORE_CHOICES,
  script,
  code: [
    { path: 'sessions/stores/redis.ts', what: 'one script per call' },
    { path: 'web/http/problem.ts', what: '503 with Retry-After' },
    { path: 'components/account/session-unavailable.tsx', what: 'what pages say instead of “sign in”' },
  ],
  curl: [
    ADDRESS,
    ...signInLines('redis'),
    addLine('redis'),
    ...crashHomeLines('redis'),
    askLine('redis', 3),
    breakLine({ kind: 'stop-store', store: 'redis' }),
    headersLine('redis'),
    catalogueLine('redis'),
    HEAL_LINE,
    askLine('redis'),
  ],
  tryNext:
    'Choose redis-ha, sign in and crash its master: another Redis takes over within seconds, and you are still signed in. In redis-cluster only the sessions of that master wait.',
}

function script(): Script {
  const kept = nothingKept()
  return {
    steps: [arrive(kept, 'redis'), killOne(kept), stopStore(kept, 'redis'), startStore(kept, 'redis')],
    outcome: () =>
      storeOutcome(
        kept,
        'redis',
        'Replicas can die one by one; the one thing that all of them need cannot. With redis-ha it can, and costs seconds.',
      ),
  }
}
