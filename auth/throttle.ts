import { hash } from 'node:crypto'
import { ShopError } from '@/shop/errors'
import { subnetsOf } from './subnet'
import { clearPoints, giveBack, type Point, takePoint } from './throttle-counters'

/** Whose password is being tried, and from where. */
export type Attempt = {
  /** Any text that names the account the same way each time (the e-mail address that was given, known or not); stored hashed only. */
  readonly account: string
  /** The client's address as nginx tells it. */
  readonly address: string
  /** The id of a device that has signed in to this very account before (see known-device.ts), or null. */
  readonly device: string | null
}

const QUARTER_HOUR_MS = 15 * 60_000
const HOUR_MS = 60 * 60_000
/*
 * An address is an IPv4 address or an IPv6 /64; a /48 has the same limits, several times as high (see subnet.ts).
 */

/** Failed attempts on one account from one address, or from one known device, per quarter of an hour. */
const PER_PAIR = 10
/** Failed attempts from one address, whatever the account, per quarter of an hour. */
const PER_ADDRESS = 50
/** Failed attempts on one account, from wherever, per hour; above, every address has fewer, but never none: no stranger locks the owner out. */
const PER_ACCOUNT = 100
const PER_PAIR_UNDER_ATTACK = 3
/** Failed attempts on one account from all of its known devices, per hour; above, a device is like any other browser. No stranger has one. */
const PER_DEVICES = 50

/**
 * Runs a password check unless too many failed lately (OWASP ASVS 5.0, 6.3.1). The points are taken before the check, so that attempts at
 * once cannot pass together, and are given back when it succeeds or throws: an outage is nobody's failed attempt. A known device has its
 * own count, within one for all of the account's devices, and nothing else against it (OWASP, Slow Down Online Guessing Attacks with Device Cookies).
 * @returns what the check answers; null or false is a failed attempt, and becomes null.
 * @throws ShopError 429 'too-many-attempts' with extra { retryAfterSeconds }; and as Postgres is away, within seconds
 */
export async function throttled<T>(attempt: Attempt, check: () => Promise<T | null | false>): Promise<T | null> {
  const taken: Point[] = []
  let result: T | null | false
  try {
    if (!(await admitDevice(attempt, taken))) await admit(attempt, taken)
    result = await check()
  } catch (error) {
    await settle(taken.map(giveBack))
    throw error
  }
  if (result === null || result === false) return null
  const own = taken.at(-1)
  await settle(taken.map((point) => (point === own ? clearPoints(point.key) : giveBack(point))))
  return result
}

/** The point of the narrowest pair is the last one taken. */
async function admit({ account, address }: Attempt, taken: Point[]): Promise<void> {
  const subnets = subnetsOf(address)
  for (const { name, clients } of subnets) refuseAbove(PER_ADDRESS * clients, await take(taken, keyOf('address', name), QUARTER_HOUR_MS))
  const { count } = await take(taken, keyOf('account', account), HOUR_MS)
  const allowance = count > PER_ACCOUNT ? PER_PAIR_UNDER_ATTACK : PER_PAIR
  for (const { name, clients } of subnets)
    refuseAbove(allowance * clients, await take(taken, keyOf('pair', account, name), QUARTER_HOUR_MS))
}

/** False for a device that is not known, or has to count as such. The device's point is the last one taken. */
async function admitDevice({ account, device }: Attempt, taken: Point[]): Promise<boolean> {
  if (device === null) return false
  const { count } = await take(taken, keyOf('devices', account), HOUR_MS)
  if (count > PER_DEVICES) return false
  refuseAbove(PER_PAIR, await take(taken, keyOf('device', account, device), QUARTER_HOUR_MS))
  return true
}

/** Takes a point and notes it at once: the next one may fail. */
async function take(taken: Point[], key: string, windowMs: number): Promise<Point> {
  const point = await takePoint(key, windowMs)
  taken.push(point)
  return point
}

function refuseAbove(allowance: number, { count, freeAt }: Point): void {
  if (count <= allowance) return
  const retryAfterSeconds = Math.max(1, Math.ceil((freeAt - Date.now()) / 1_000))
  const minutes = Math.ceil(retryAfterSeconds / 60)
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`
  throw new ShopError(429, 'too-many-attempts', 'Too many attempts', `Too many of them failed lately. Try again in ${wait}.`, {
    retryAfterSeconds,
  })
}

/** What is counted, told by nobody who reads the table. */
function keyOf(scope: 'address' | 'account' | 'pair' | 'device' | 'devices', ...parts: string[]): string {
  return `${scope}:${hash('sha256', JSON.stringify(parts), 'base64url')}`
}

/** A point that cannot be given back is only strict; it changes nothing about whether the password was right. */
async function settle(returns: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(returns))
    if (result.status === 'rejected') console.error('A counter of sign-ins could not be set back:', result.reason)
}
