import { expect } from '@playwright/test'
import type { Reply } from './client'

/** Every refusal is a problem document (RFC 9457) with a detail for people, the security headers, and nothing of the inside. */
export function expectProblem(reply: Reply, status: number, what: string): void {
  expect(reply.status, `${what}: ${reply.text.slice(0, 200)}`).toBe(status)
  expect(reply.headers['content-type'], what).toMatch(/^application\/problem\+json/)
  const { status: told, title, detail } = reply.json<{ status: number; title: string; detail: string }>()
  expect({ told, title, detail }, what).toEqual({
    told: status,
    title: expect.stringMatching(/\S/),
    detail: expect.stringMatching(/\S{2,} \S/),
  })
  expect(reply.text, what).not.toMatch(/node_modules|\.[jt]sx?:\d+|\bat [\w.]+ \(|prisma|ioredis|postgres|stack"/i)
  expectHardened(reply, what)
}

/** On every answer, once and alike (OWASP ASVS 5.0, 3.4). */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

/** The headers of every answer, each once: those above, a content security policy, and no version of anybody. */
export function expectHardened(reply: Reply, what: string): void {
  const { headers, all } = reply
  for (const [name, value] of Object.entries(HEADERS)) expect(all[name], `${what}: ${name}`).toEqual([value])
  expect(all['content-security-policy'], what).toEqual([expect.stringMatching(/frame-ancestors 'none'/)])
  expect(headers['strict-transport-security'], `${what}: plain http, and a loopback name`).toBeUndefined()
  for (const name of ['cache-control', 'retry-after', 'clear-site-data'])
    expect(all[name]?.length ?? 0, `${what}: ${name}`).toBeLessThanOrEqual(1)
  expect(headers['x-powered-by'], what).toBeUndefined()
  expect(headers.server ?? '', what).not.toMatch(/\d/)
  expect(reply.text, what).not.toMatch(/nginx\/|next\.js \d/i)
}

type SetCookie = { name: string; value: string; attributes: Map<string, string> }

/** Parses Set-Cookie headers as a browser does. */
export function setCookies(reply: Reply): SetCookie[] {
  return (reply.headers['set-cookie'] ?? []).map((line) => {
    const [pair = '', ...rest] = line.split(';')
    const at = pair.indexOf('=')
    const attributes = rest.map((part) => {
      const [name = '', ...value] = part.trim().split('=')
      return [name.toLowerCase(), value.join('=')] as const
    })
    return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1), attributes: new Map(attributes) }
  })
}

/** Every cookie is out of reach for scripts and for other sites' posts, and nothing with a cookie in it is stored anywhere. */
export function expectSafeCookies(reply: Reply, what: string): void {
  const cookies = setCookies(reply)
  for (const { name, value, attributes } of cookies) {
    expect(attributes.has('httponly'), `${what}: ${name} is HttpOnly`).toBe(true)
    expect(attributes.get('samesite')?.toLowerCase(), `${what}: ${name}`).toBe('lax')
    expect(attributes.get('path'), `${what}: ${name}`).toBe('/')
    expect(attributes.has('domain'), `${what}: ${name} names no domain`).toBe(false)
    expect(name.length + value.length, `${what}: ${name}`).toBeLessThanOrEqual(4096)
  }
  if (cookies.length > 0) expect(reply.headers['cache-control'], `${what}: ${cookies.map(({ name }) => name)}`).toMatch(/no-store/)
}
