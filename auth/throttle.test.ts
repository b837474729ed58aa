import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '@/infra/local/free-port'
import { createMigratedDatabase, type TestDatabase } from '@/prisma/testing'
import { isDatabaseDown } from '@/shop/database-errors'
import { type Attempt, throttled } from './throttle'

const holder = globalThis as typeof globalThis & { __hopcartThrottle?: { pool: { end(): Promise<void> } } | undefined }

let database: TestDatabase
beforeAll(async () => {
  database = await createMigratedDatabase()
})
beforeEach(() => connectTo(database.url))
afterAll(async () => {
  await holder.__hopcartThrottle?.pool.end()
  await database?.drop()
})

/** Points the throttle at a Postgres, by connections of its own. */
async function connectTo(url: string): Promise<void> {
  await holder.__hopcartThrottle?.pool.end()
  holder.__hopcartThrottle = undefined
  process.env.DATABASE_URL = url
}

let hosts = 0
const newAddress = () => `203.0.${Math.floor(++hosts / 250)}.${hosts % 250}`
const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  account: `${randomUUID()}@example.com`,
  address: newAddress(),
  device: null,
  ...over,
})
const wrong = async () => null
const right = async () => 'right'
const REFUSED = { status: 429, code: 'too-many-attempts' }

/** How many of so many attempts in a row reach the check, which fails. */
async function admitted(tries: number, of: () => Attempt, check: () => Promise<string | null> = wrong): Promise<number> {
  const counted = vi.fn(check)
  for (let n = 0; n < tries; n++) await throttled(of(), counted).catch((error) => expect(error).toMatchObject(REFUSED))
  return counted.mock.calls.length
}

const repeat = <T>(times: number, work: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: times }, (_, n) => work(n)))
const rows = async () => (await database.pool.query('SELECT key, points FROM throttle_counter')).rows as { key: string; points: number }[]

test('ten failed attempts on an account from an address, then none; others go on', async () => {
  const one = attempt()
  expect(await admitted(12, () => one)).toBe(10)
  await expect(throttled(one, right), 'nor the right password').rejects.toMatchObject(REFUSED)
  expect(await throttled({ ...one, address: newAddress() }, right), 'from elsewhere').toBe('right')
  expect(await throttled({ ...one, account: attempt().account }, right), 'another account').toBe('right')
})

test('a refusal says when to come back', async () => {
  const one = attempt()
  await admitted(10, () => one)
  const error = await throttled(one, wrong).catch((refusal) => refusal)
  expect(error).toMatchObject({ ...REFUSED, detail: expect.stringMatching(/Try again in 15 minutes\.$/) })
  expect(error.extra.retryAfterSeconds).toBeGreaterThan(14 * 60)
  expect(error.extra.retryAfterSeconds).toBeLessThanOrEqual(15 * 60)
})

test('false is a failed attempt too', async () => {
  const one = attempt()
  for (let n = 0; n < 10; n++) expect(await throttled(one, async () => false)).toBeNull()
  await expect(throttled(one, right)).rejects.toMatchObject(REFUSED)
})

test('fifty at once let no more than the allowance through', async () => {
  const one = attempt()
  const check = vi.fn(wrong)
  const answers = await repeat(50, () => throttled(one, check))
  expect(check).toHaveBeenCalledTimes(10)
  for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject(REFUSED)
  expect(await admitted(1, () => ({ ...one, account: attempt().account })), 'what was refused does not count against the address').toBe(1)
})

test('fifty failed attempts from an address over all accounts; of an IPv6 address its /64 counts', async () => {
  const address = newAddress()
  expect(await admitted(55, () => attempt({ address }))).toBe(50)
  let host = 0
  expect(await admitted(55, () => attempt({ address: `2001:db8:7:7::${(++host).toString(16)}` }))).toBe(50)
  expect(await throttled(attempt({ address: '2001:db8:7:8::1' }), right)).toBe('right')
})

test('of an IPv6 address its /48 counts too, with four times as many', async () => {
  let network = 0
  const anywhere = () => `2001:db8:9:${(++network).toString(16)}::1`
  const { account } = attempt()
  expect(await admitted(45, () => attempt({ account, address: anywhere() })), 'on one account').toBe(40)
  expect(await throttled(attempt({ account, address: '2001:db8:a::1' }), right), 'from another /48').toBe('right')
  expect(await throttled(attempt({ address: anywhere() }), right), 'a success costs nothing').toBe('right')
  expect(await admitted(165, () => attempt({ address: anywhere() })), 'over all accounts, 200 less 40').toBe(160)
})

test('eighty at once over all accounts let no more than the allowance of the address through', async () => {
  const address = newAddress()
  const check = vi.fn(wrong)
  await repeat(80, () => throttled(attempt({ address }), check))
  expect(check).toHaveBeenCalledTimes(50)
})

test('an account under attack from everywhere allows three per address, never none', async () => {
  const { account } = attempt()
  expect(await admitted(100, () => attempt({ account }))).toBe(100)
  const owner = attempt({ account })
  expect(await admitted(6, () => owner)).toBe(3)
  expect(await throttled(attempt({ account }), right), 'the owner').toBe('right')
})

test('a known device has ten of its own, whatever others did, and nothing else counts against it', async () => {
  const one = attempt()
  await admitted(12, () => one)
  const device = { ...one, device: randomUUID() }
  expect(await admitted(9, () => device)).toBe(9)
  expect(await throttled(device, right)).toBe('right')
  expect(await admitted(12, () => device), 'a success clears the count').toBe(10)
  expect(await admitted(1, () => ({ ...one, account: attempt().account })), 'the address does not pay for it').toBe(1)
  expect(await admitted(1, () => ({ ...one, device: randomUUID() })), 'another device').toBe(1)
})

test('all known devices of an account have fifty together; above, each is like a browser that is not known, and the owner gets in', async () => {
  const one = attempt()
  const device = (n: number) => ({ ...one, device: `device ${n}` })
  let reached = 0
  for (let n = 0; n < 8; n++) reached += await admitted(10, () => device(n))
  expect(reached, 'fifty, then ten of the address').toBe(60)
  expect(await throttled({ ...device(7), address: newAddress() }, right), 'the owner elsewhere').toBe('right')
  expect(await throttled({ ...attempt({ account: one.account }) }, right), 'without a device').toBe('right')
  expect(await admitted(10, () => attempt({ device: 'device 0' })), 'another account').toBe(10)
})

test('a success costs nothing and clears the pair, but not what the address did to others', async () => {
  const one = attempt()
  for (let n = 0; n < 60; n++) expect(await throttled(one, right)).toBe('right')
  expect(await admitted(9, () => one)).toBe(9)
  expect(await throttled(one, right)).toBe('right')
  expect(await admitted(12, () => one)).toBe(10)
  expect(await admitted(60, () => attempt({ address: one.address })), '50 less 19').toBe(31)
})

test('a check that throws costs nothing and its error comes out, also when fifty throw at once and others succeed', async () => {
  const one = attempt()
  const down = new Error('the store is away')
  const answers = await repeat(50, (n) => throttled(one, n % 5 ? () => Promise.reject(down) : right))
  for (const answer of answers)
    if (answer.status === 'rejected' && answer.reason !== down) expect(answer.reason, 'more at once than may fail').toMatchObject(REFUSED)
  expect(answers.some((answer) => answer.status === 'rejected' && answer.reason === down)).toBe(true)
  expect(await admitted(20, () => one), 'no more and no less than before').toBe(10)
})

test('a window ends: what failed in it is forgotten, and what was taken in it is not given back to the next', async () => {
  const one = attempt()
  await admitted(9, () => one)
  const { now } = Date
  let passedMs = 0
  const passTime = () => {
    passedMs += 20 * 60_000
  }
  vi.spyOn(Date, 'now').mockImplementation(() => now() + passedMs)
  await throttled(one, async () => {
    passTime()
    expect(await admitted(4, () => one)).toBe(4)
    throw new Error('the store is away')
  }).catch(() => {})
  expect(await admitted(12, () => one)).toBe(6)
  passTime()
  expect(await admitted(12, () => one)).toBe(10)
})

test('the table holds hashes only', async () => {
  const one = attempt({ device: 'my-device' })
  await Promise.all([throttled(one, wrong), throttled({ ...one, device: null }, wrong)])
  for (const { key, points } of await rows()) {
    expect(key).toMatch(/^(address|account|pair|devices?):[\w-]{43}$/)
    expect(points).toBeGreaterThanOrEqual(0)
  }
})

test('without Postgres nothing is checked, and the error is known for an outage: nobody there, and somebody who never answers', async () => {
  const mute = createServer(() => {}).listen(0, '127.0.0.1')
  await vi.waitUntil(() => mute.listening)
  const check = vi.fn(right)
  for (const port of [await freePort(), (mute.address() as { port: number }).port]) {
    await connectTo(`postgres://nobody:none@127.0.0.1:${port}/none`)
    const error = await throttled(attempt(), check).catch((failure) => failure)
    expect(isDatabaseDown(error), String(error)).toBe(true)
  }
  expect(check).not.toHaveBeenCalled()
  mute.close()
})
