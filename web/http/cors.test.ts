import { afterEach, expect, test, vi } from 'vitest'
import { corsHeaders, isListedOrigin, parseCorsOrigins, preflightAnswer } from './cors'

afterEach(() => void vi.unstubAllEnvs())

test.each([
  'https://app.example.com',
  'https://app.example.com:8443, https://b.example',
  'http://localhost:3000',
  'http://app.localhost',
  'http://127.0.0.1:1',
  'http://[::1]:3000',
])('%s is a list', (value) => expect(parseCorsOrigins(value)).toEqual(value.split(', ')))

test.each([
  '*', 'null', 'https://*.example.com', 'https://app.example.com/', 'https://app.example.com/x', 'https://app.example.com:443', 'app.example.com',
  'http://app.example.com', 'http://localhost.example.com', 'https://App.example.com', 'https://me@app.example.com', 'file:///x', 'https://a.example,',
  'https://a.example https://b.example', '',
])('%s is none', (wrong) => expect(() => parseCorsOrigins(wrong)).toThrow(/^must be origins like https/)) // biome-ignore format: a list

const from = (origin: string | null, more: Record<string, string> = {}) => new Headers({ ...(origin ? { origin } : {}), ...more })
const asks = { 'access-control-request-method': 'POST' }
const preflight = (origin: string, looks: 'either' | 'cookie' = 'either') =>
  preflightAnswer({ method: 'OPTIONS', headers: from(origin, asks) }, looks, ['X-More'])

test('without a list nobody is told anything', () => {
  vi.stubEnv('CORS_ORIGINS', '')
  expect(corsHeaders(from('https://a.example'), 'either')).toEqual({})
  expect([isListedOrigin('https://a.example'), preflight('https://a.example')]).toEqual([false, null])
})

test('with one, its origins are told for calls, and never to bring cookies; the others only that it depends on who asks', () => {
  vi.stubEnv('CORS_ORIGINS', 'https://a.example,https://b.example')
  expect(corsHeaders(from('https://b.example'), 'header')).toMatchObject({
    'Access-Control-Allow-Origin': 'https://b.example',
    Vary: 'Origin',
  })
  for (const origin of [null, 'null', 'https://c.example', 'https://a.example.c.example', 'https://a.example:1'])
    expect(corsHeaders(from(origin), 'either'), String(origin)).toEqual({ Vary: 'Origin' })
  expect(corsHeaders(from('https://a.example'), 'cookie'), 'pages').toEqual({})
  const answer = preflight('https://a.example')
  expect([answer?.status, answer?.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'Authorization, Content-Type, Idempotency-Key, X-More',
  ])
  expect(answer?.headers.has('access-control-allow-credentials')).toBe(false)
  expect([preflight('https://c.example'), preflight('https://a.example', 'cookie')]).toEqual([null, null])
  expect(preflightAnswer({ method: 'OPTIONS', headers: from('https://a.example') }, 'either'), 'no preflight').toBeNull()
})
