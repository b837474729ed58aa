import { expect, test } from 'vitest'
import { openStores } from '@/sessions/open-store'
import { exposition } from './families'
import { replicaMetrics } from './replica-metrics'

/** A line of the format 0.0.4: a comment, or name, labels and number. */
const LINE =
  /^(# (HELP|TYPE) [a-z_][a-z0-9_]* .+|[a-z_][a-z0-9_]*(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? (NaN|[+-]Inf|-?[\d.]+(e[+-]?\d+)?))$/
const ask = (...stores: Parameters<typeof replicaMetrics>) => exposition(replicaMetrics(...stores))
const counting = (counters: Record<string, number>) => ({ counters: () => counters }) as never

test('every line is one of the format, and every name is explained once, before its samples', () => {
  const clusters = new Map([
    ['replicated', counting({ framesSent: 3, lagP99Ms: 1.5 })],
    ['primary-backup', counting({ framesSent: 4, 'sessions held': 1e21 })],
  ] as const)
  const text = ask({ modes: ['replicated', 'primary-backup'], clusters })
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.trimEnd().split('\n')
  for (const line of lines) expect(line).toMatch(LINE)
  const helped = lines.flatMap((line) => /^# HELP (\S+)/.exec(line)?.[1] ?? [])
  expect(new Set(helped).size).toBe(helped.length)
  for (const [i, line] of lines.entries()) {
    const name = /^\w+/.exec(line)?.[0]
    if (name) expect(lines.slice(0, i), line).toEqual(expect.arrayContaining([expect.stringMatching(`^# TYPE ${name} `)]))
  }
})

test('what a cluster counts has its mode; what nobody has explained has no type', () => {
  const clusters = new Map([['replicated', counting({ framesSent: 3, session_bytes: 7, mood: Number.NaN })]] as const)
  const text = ask({ modes: ['replicated'], clusters })
  expect(text).toContain('# TYPE hopcart_session_frames_sent_total counter\nhopcart_session_frames_sent_total{mode="replicated"} 3\n')
  expect(text).toContain('# TYPE hopcart_session_bytes gauge\nhopcart_session_bytes{mode="replicated"} 7\n')
  expect(text).toContain('# TYPE hopcart_session_mood untyped\nhopcart_session_mood{mode="replicated"} NaN\n')
  expect(text).toContain('hopcart_session_store_info{mode="replicated",store="replicated"} 1\n')
})

test('of the process: uptime, memory, processor time', async () => {
  const stores = openStores('memory:')
  const text = ask(stores)
  for (const name of ['process_uptime_seconds', 'process_resident_memory_bytes', 'nodejs_heap_used_bytes', 'process_cpu_seconds_total'])
    expect(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]), name).toBeGreaterThan(0)
  expect(text.match(/hopcart_session_store_info\{/g)).toHaveLength(3)
  await stores.close()
})

test('labels and explanations are escaped', () => {
  const family = {
    name: 'x',
    type: 'gauge' as const,
    help: 'a\\b\nc',
    samples: [{ labels: { l: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }],
  }
  expect(exposition([family])).toBe('# HELP x a\\\\b\\nc\n# TYPE x gauge\nx{l="a\\"b\\\\c\\nd"} +Inf\n')
})
