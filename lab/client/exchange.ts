import { SHOPPER_HEADER, WAY_HEADER } from '@/lab/contract'
import { type Way, wayOf } from '@/lab/traces/way'
import type { Call } from './types'

/** What came of one request. */
export type Outcome = {
  readonly status: number | null
  readonly json: unknown
  readonly replica: string | null
  readonly requestId: string | null
  /** The addresses that the balancer tried, and what each answered. */
  readonly tries: Way['tries']
  readonly storeMs: number | null
  readonly calls: readonly string[]
  readonly totalMs: number
}

const PATIENCE_MS = 20_000
const NOTHING = { status: null, json: null, replica: null, requestId: null, tries: [], storeMs: null, calls: [] } as const

/** Sends one request in a mode, and tells what came of it; a request without an answer has `status` null. */
export async function exchange(mode: string, call: Call): Promise<Outcome> {
  const { method = 'GET', path, body, form, headers = {}, withoutCookies = false, shopper = 1, timeoutMs = PATIENCE_MS } = call
  const began = performance.now()
  const spent = () => performance.now() - began
  const content = body !== undefined ? 'application/json' : form ? 'application/x-www-form-urlencoded' : null
  const init: RequestInit = {
    method,
    cache: 'no-store',
    redirect: 'manual',
    credentials: withoutCookies ? 'omit' : 'same-origin',
    headers: {
      'X-Hopcart-Mode': mode,
      ...(shopper === 1 ? {} : { [SHOPPER_HEADER]: String(shopper) }),
      ...(content ? { 'Content-Type': content } : {}),
      ...headers,
    },
    ...(content ? { body: form ? new URLSearchParams(form) : JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(timeoutMs),
  }
  try {
    const response = await fetch(path, init)
    const text = await response.text()
    const { headers: said } = response
    const way = wayOf(said.get(WAY_HEADER))
    return {
      status: response.status || null, // 0: a redirect, which is not followed
      json: parsed(text),
      replica: said.get('x-replica'),
      requestId: way?.id ?? null,
      tries: way?.tries ?? [],
      ...timingOf(said.get('server-timing')),
      totalMs: spent(),
    }
  } catch {
    return { ...NOTHING, totalMs: spent() }
  }
}

/** Reads `session;dur=1.2;desc="redis read change"`. */
export function timingOf(header: string | null): Pick<Outcome, 'storeMs' | 'calls'> {
  const [, ms, what = ''] = /session;dur=([\d.]+);desc="([^"]*)"/.exec(header ?? '') ?? []
  return ms === undefined ? { storeMs: null, calls: [] } : { storeMs: Number(ms), calls: what.split(' ').slice(1) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
