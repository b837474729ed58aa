import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { changePassword, removeAccount } from '@/shop/account-changes'
import { makeUser, onTestDatabase } from '@/shop/testing'
import { knownDevice, rememberDevice } from './known-device'

type Options = { httpOnly: boolean; sameSite: string; path: string; secure: boolean; maxAge: number }

const browser = { cookies: new Map<string, string>(), sent: new Headers(), options: {} as Options }
vi.mock('next/headers', () => ({
  headers: async () => browser.sent,
  cookies: async () => ({
    get: (name: string) => (browser.cookies.has(name) ? { value: browser.cookies.get(name) } : undefined),
    set: (name: string, value: string, options: Options) => {
      browser.cookies.set(name, value)
      browser.options = options
    },
  }),
}))

onTestDatabase()
let [ada, grace] = ['', '']
const newId = async () => (await makeUser()).id
beforeAll(async () => {
  ;[ada, grace] = await Promise.all([newId(), newId()])
})
beforeEach(() => {
  vi.stubEnv('NEXTAUTH_SECRET', 'x'.repeat(32))
  browser.cookies.clear()
  browser.sent = new Headers()
})

const cookie = () => browser.cookies.get('device') ?? ''

test('a browser is known to the account that it signed in to, and to no other', async () => {
  expect(await knownDevice(ada)).toBeNull()
  await rememberDevice(ada)
  const device = await knownDevice(ada)
  expect(device).toMatch(/^[\w-]{22}$/)
  expect(await knownDevice(grace)).toBeNull()
  expect(cookie()).not.toContain(ada)
})

test('it keeps its id when it signs in again; another browser has another', async () => {
  await rememberDevice(ada)
  const device = await knownDevice(ada)
  await rememberDevice(ada)
  expect(await knownDevice(ada)).toBe(device)
  browser.cookies.clear()
  await rememberDevice(ada)
  expect(await knownDevice(ada)).not.toBe(device)
})

test('with a new password no browser is known any more, but the one that set it; nor is any to an account that is gone', async () => {
  const id = await newId()
  await rememberDevice(id)
  await rememberDevice(ada)
  const old = cookie()
  await changePassword(id, { generation: 0, passwordHash: 'none' }, 'a better one than before')
  expect(await knownDevice(id)).toBeNull()
  expect(await knownDevice(ada), 'another account').not.toBeNull()
  await rememberDevice(id)
  expect(await knownDevice(id)).toMatch(/^[\w-]{22}$/)
  browser.cookies.set('device', old)
  expect(await knownDevice(id)).toBeNull()
  await removeAccount(id)
  await rememberDevice(id)
  expect([await knownDevice(id), await knownDevice(null)]).toEqual([null, null])
})

test('it is known to the newest five accounts, and the cookie stays short', async () => {
  const accounts = await Promise.all(Array.from({ length: 7 }, newId))
  for (const account of accounts) await rememberDevice(account)
  await rememberDevice(accounts[2] ?? '')
  await rememberDevice(ada)
  const known = await Promise.all([...accounts, ada].map(async (account) => (await knownDevice(account)) !== null))
  expect(known).toEqual([false, false, true, false, true, true, true, true])
  expect(cookie().length).toBeLessThan(350)
  expect(encodeURIComponent(cookie())).toBe(cookie())
})

test('the cookie is out of reach for scripts and other sites; on https it has another name', async () => {
  await rememberDevice(ada)
  const rest = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: 365 * 24 * 3600 }
  expect(browser.options).toEqual({ ...rest, secure: false })
  browser.sent = new Headers({ 'x-forwarded-proto': 'https' })
  expect(await knownDevice(ada), 'what came over http is nothing on https').toBeNull()
  await rememberDevice(ada)
  expect(browser.options).toEqual({ ...rest, secure: true })
  expect([...browser.cookies.keys()]).toEqual(['device', '__Host-device'])
})

test('what was forged, altered, made too long or signed with another secret is nothing, and is replaced', async () => {
  await rememberDevice(ada)
  const good = cookie()
  const [id = '', mac = ''] = good.split('.')
  const other = (letter: string) => (letter === 'A' ? 'B' : 'A')
  const forged = [
    '',
    '.',
    '~',
    id,
    `${id}.`,
    `.${mac}`,
    `${id}.${'A'.repeat(43)}`,
    `${other(id.charAt(0))}${id.slice(1)}.${mac}`,
    `${id}.${other(mac.charAt(0))}${mac.slice(1)}`,
    `${good}A`,
    `${good}~`,
    `${good}~x`,
    `ü${good.slice(1)}`,
    Array(6).fill(good).join('~'),
    'x'.repeat(8_000),
  ]
  for (const value of forged) {
    browser.cookies.set('device', value)
    expect(await knownDevice(ada), value).toBeNull()
  }
  await rememberDevice(ada)
  expect(await knownDevice(ada), 'after a sign-in').not.toBeNull()
  expect(cookie()).toMatch(/^[\w-]{22}\.[\w-]{43}$/)

  vi.stubEnv('NEXTAUTH_SECRET', 'y'.repeat(32))
  expect(await knownDevice(ada), 'another secret').toBeNull()
  vi.stubEnv('NEXTAUTH_SECRET', '')
  await expect(knownDevice(ada)).rejects.toThrow(/NEXTAUTH_SECRET is not set/)
})
