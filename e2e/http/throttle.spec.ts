import { randomInt, randomUUID } from 'node:crypto'
import { Client, type Reply } from '../support/client'
import { expectProblem, setCookies } from '../support/problem'
import { expect, test } from '../support/test'

/** A client address that nobody has failed from. */
const newAddress = () => `127.${randomInt(201, 255)}.${randomInt(256)}.${randomInt(1, 255)}`
const nobody = () => `${randomUUID()}@example.com`

test.beforeEach(({ stack }) => test.skip(!stack.variesAddresses, 'The balancer sees all clients under one address.'))

/** So many wrong passwords at once, by a client of its own. */
async function guess(url: string, email: string, localAddress: string, times: number): Promise<Reply[]> {
  const client = new Client(url)
  const { csrfToken } = (await client.get('/api/auth/csrf', { localAddress })).json<{ csrfToken: string }>()
  const form = { email, password: 'not the password', csrfToken, json: 'true' }
  return Promise.all(Array.from({ length: times }, () => client.send('POST', '/api/auth/callback/credentials', { form, localAddress })))
}

function expectTooMany(reply: Reply, what: string): void {
  expectProblem(reply, 429, what)
  const seconds = Number(reply.headers['retry-after'])
  expect(Number.isInteger(seconds) && seconds > 0 && seconds <= 15 * 60, `${what}: Retry-After ${seconds}`).toBe(true)
  expect(reply.json(), what).toMatchObject({ code: 'too-many-attempts', detail: expect.stringMatching(/Try again in \d+ minutes\.$/) })
}

test('of fifty wrong passwords at once, over all replicas, ten are checked; what a client says of its address changes nothing; the owner gets in', async ({
  client,
  stack,
}) => {
  const { email, password } = await client.signUp()
  const [theirs, home] = [newAddress(), newAddress()]
  const known = new Client(stack.url)
  await known.signIn(email, password, { localAddress: home })
  await known.signOut()

  const replies = await guess(stack.url, email, theirs, 50)
  expect(new Set(replies.map(({ replica }) => replica)).size).toBe(3)
  const refused = replies.filter(({ status }) => status !== 401)
  expect(refused).toHaveLength(40)
  for (const reply of refused) expectTooMany(reply, 'one of fifty')

  for (const [name, value] of [
    ['x-forwarded-for', home],
    ['x-real-ip', home],
    ['forwarded', `for=${home}`],
    ['true-client-ip', home],
    ['cf-connecting-ip', home],
  ] as const) {
    const spoofing = { localAddress: theirs, headers: { [name]: value } }
    expectTooMany(await new Client(stack.url).signIn(email, password, spoofing), `the right password, with ${name}`)
  }

  expect((await new Client(stack.url).signIn(email, password, { localAddress: home })).status, 'the owner elsewhere').toBe(200)
  expect((await known.signIn(email, password, { localAddress: theirs })).status, 'the owner there, with a browser that is known').toBe(200)
  expect((await known.get('/api/session', { localAddress: theirs })).json()).toMatchObject({ user: { email } })
})

test('a known browser is throttled by itself, and is known to its own account only', async ({ client, stack }) => {
  const [{ email, password }, other] = [await client.signUp(), await client.signUp()]
  const localAddress = newAddress()
  const known = new Client(stack.url)
  const reply = await known.signIn(email, password)
  const device = setCookies(reply).find(({ name }) => name === 'device')
  expect(device?.attributes.get('max-age')).toBe(String(365 * 24 * 3600))
  expect(device?.attributes.has('httponly')).toBe(true)
  const tries = async (address: string) => {
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) statuses.push((await known.signIn(address, 'not the password', { localAddress })).status)
    return statuses
  }
  const tenThenNone = [...Array(10).fill(401), 429]
  expect(await tries(email)).toEqual(tenThenNone)
  expect(await tries(other.email)).toEqual(tenThenNone)
  expect((await new Client(stack.url).signIn(email, password, { localAddress })).status, 'the address did not pay for its own').toBe(200)
})

test('after a new password only the browser that set it is known; the others guess like strangers', async ({ client, stack }) => {
  const { email, password } = await client.signUp()
  const localAddress = newAddress()
  const guessers = Array.from({ length: 3 }, () => new Client(stack.url))
  for (const guesser of guessers) expect((await guesser.signIn(email, password)).status).toBe(200)
  const owner = new Client(stack.url)
  await owner.signIn(email, password)
  const next = 'a better one than before'
  expect((await owner.patch('/api/account', { password: next, currentPassword: password })).status).toBe(204)

  const statuses: number[] = []
  for (const guesser of guessers)
    for (let n = 0; n < 5; n++) statuses.push((await guesser.signIn(email, 'not the password', { localAddress })).status)
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)])
  expect((await owner.signIn(email, next, { localAddress })).status).toBe(200)
})

test('an unknown address is answered and counted like a wrong password', async ({ client, stack }) => {
  const { email } = await client.signUp()
  const answers = await Promise.all(
    [email, nobody(), 'no address'].map(async (address) => {
      const seen: { status: number; body: string; cookies: string[] }[] = []
      const localAddress = newAddress()
      const guesser = new Client(stack.url)
      for (let n = 0; n < 12; n++) {
        const reply = await guesser.signIn(address, 'not the password', { localAddress })
        const body = reply.text.replace(/"retryAfterSeconds":\d+/, '').replace(/\d+ minutes/, '')
        seen.push({ status: reply.status, body, cookies: setCookies(reply).map(({ name }) => name) })
      }
      return seen
    }),
  )
  expect(answers[0]?.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429, 429])
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('over all accounts an address has fifty, whether it signs in or asks at sign-up who has an account', async ({ client, stack }) => {
  const { email } = await client.signUp()
  const localAddress = newAddress()
  const account = (address: string) => ({ name: 'X', email: address, password: 'correct horse battery' })
  const open = (address: string) => client.post('/api/account', account(address), { localAddress })
  for (let n = 0; n < 9; n++) expect((await open(email)).status).toBe(409)
  for (let n = 0; n < 41; n++) expect((await guess(stack.url, nobody(), localAddress, 1))[0]?.status).toBe(401)
  const free = nobody()
  for (const address of [email, free]) expectTooMany(await open(address), 'sign-up')
  expectTooMany(await new Client(stack.url).signIn(email, 'correct horse battery', { localAddress }), 'sign-in')
  expect((await client.post('/api/account', account(free))).status, 'nothing was opened').toBe(201)
})

test('who moves to one address after another, with the right password, is told of ten times that it has an account', async ({
  client,
  stack,
}) => {
  const [{ email, password }, taken] = [await client.signUp(), await client.signUp()]
  const localAddress = newAddress()
  const mover = new Client(stack.url)
  await mover.signIn(email, password, { localAddress })
  const move = (to: string) => mover.patch('/api/account', { email: to, currentPassword: password }, { localAddress })
  for (let n = 0; n < 10; n++) expect((await move(taken.email)).status).toBe(409)
  expectTooMany(await move(taken.email), 'the eleventh')
  expect((await move(nobody())).status, 'a free one').toBe(204)
})

test('the sign-in page says how long to wait', async ({ client, shopper, stack }) => {
  const { email } = await client.signUp()
  const main = shopper.page.getByRole('main')
  // Whichever of the two the browser comes by; not every machine has the second.
  await guess(stack.url, email, '127.0.0.1', 10)
  await guess(stack.url.replace('localhost', '[::1]'), email, '::1', 10).catch(() => [])
  await shopper.visit('/sign-in')
  await main.getByLabel('E-mail').fill(email)
  await main.getByLabel('Password', { exact: true }).fill('not the password')
  await main.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(main.getByRole('alert')).toContainText(/Too many attempts\..*Try again in \d+ minutes\./)
  await expect(main.getByLabel('E-mail')).toHaveValue(email)
})
