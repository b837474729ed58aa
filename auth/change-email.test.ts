import { beforeEach, expect, test, vi } from 'vitest'
import type { Session } from '@/sessions'
import { findAccount } from '@/shop/accounts'
import { onTestDatabase } from '@/shop/testing'
import { changeEmail } from './change-account'
import { signIn } from './sign-in'
import { Browser, makeAccount, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()
beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
})

const ADDRESS = { address: '203.0.113.4', network: '203.0.0.0/16', browser: 'Tester', device: 'Tester on a bench' }

test('who changes the own address again and again learns of fifty others that have an account, then of none', async () => {
  const { credentials, ...account } = await makeAccount()
  const browser = new Browser(testStore(), null, ADDRESS)
  await browser.send((session) => signIn(session, credentials))
  const move = (email: string) =>
    browser
      .send(async (session) => {
        const own = (await session.read()) as Session & { userId: string }
        await changeEmail(session, { own, account, currentPassword: credentials.password }, email)
      })
      .then(
        () => 204,
        ({ status }) => status,
      )
  const [first, ...others] = await Promise.all(Array.from({ length: 6 }, async () => (await makeAccount()).email))
  const statuses = async (email = '') => {
    const told: number[] = []
    for (let n = 0; n < 11; n++) told.push(await move(email))
    return told
  }
  expect(await statuses(first), 'of one').toEqual([...Array(10).fill(409), 429])
  expect(await move(`new-${account.email}`), 'a free one').toBe(204)
  const rest: number[] = []
  for (const other of others) rest.push(...(await statuses(other)))
  expect(rest.filter((status) => status === 409)).toHaveLength(40)
  expect(await move(account.email), 'nor of one that is free').toBe(429)
  expect((await findAccount(account.id))?.email).toBe(`new-${account.email}`)
})
