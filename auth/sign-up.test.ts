import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailable } from '@/sessions'
import { database } from '@/shop/database'
import { onTestDatabase } from '@/shop/testing'
import { openAccount, signUp } from './sign-up'
import { Browser, loseAnswerOnce, testStore } from './testing'

vi.mock('next/headers', async () => (await import('./testing-headers')).nextHeaders)
onTestDatabase()

let store = testStore()
beforeEach(() => {
  store = testStore()
})

const wanted = () => ({ name: 'Ada', email: `${randomUUID()}@example.com`, password: 'correct horse battery', remember: false })

test('with the store away no account is opened, and the same form works afterwards', async () => {
  const form = wanted()
  const browser = new Browser(store)
  vi.spyOn(store, 'fence').mockRejectedValueOnce(new StoreUnavailable('memory', 'fence'))
  await expect(browser.send((session) => signUp(session, form))).rejects.toThrow(StoreUnavailable)
  expect(await database().user.count({ where: { email: form.email } })).toBe(0)
  expect((await browser.send((session) => signUp(session, form))).account.email).toBe(form.email)
})

test('a sign-up that is repeated signs in: its answer was lost, its store failed in the middle, or it was clicked twice', async () => {
  const form = wanted()
  const browser = new Browser(store)
  await browser.add('p-lamp', 1)
  loseAnswerOnce(store, 'renew', new StoreUnavailable('memory', 'renew'))
  await expect(browser.send((session) => signUp(session, form))).rejects.toThrow(StoreUnavailable)
  const signed = await browser.send((session) => signUp(session, form))
  expect((await browser.send((session) => session.read()))?.userId).toBe(signed.account.id)
  expect(await browser.cart()).toEqual({ 'p-lamp': 1 })

  const twice = wanted()
  const both = await Promise.all([1, 2].map(() => new Browser(store).send((session) => signUp(session, twice))))
  expect(both[0]?.account.id).toBe(both[1]?.account.id)
})

test('a taken address with another password is refused', async () => {
  const form = wanted()
  await new Browser(store).send((session) => signUp(session, form))
  const other = { ...form, password: 'another password' }
  await expect(new Browser(store).send((session) => signUp(session, other))).rejects.toMatchObject({ status: 409 })
})

test('asking at sign-up who has an account is throttled like a wrong password, and a repeated sign-up costs nothing', async () => {
  const form = wanted()
  const enter = (over: object = {}) => new Browser(store).send((session) => signUp(session, { ...form, ...over }))
  const open = (input: unknown) => new Browser(store).send((session) => openAccount(session, input))
  await enter()
  for (let n = 0; n < 5; n++) await expect(open(form)).rejects.toMatchObject({ status: 409 })
  for (let n = 0; n < 5; n++) await expect(enter({ password: 'another password' })).rejects.toMatchObject({ status: 409 })
  await expect(open(form)).rejects.toMatchObject({ status: 429 })
  await expect(enter()).rejects.toMatchObject({ status: 429 })
  const other = wanted()
  for (let n = 0; n < 12; n++) await new Browser(store).send((session) => signUp(session, other))
  await expect(open({ ...other, name: '' })).rejects.toMatchObject({ status: 422 })
})
