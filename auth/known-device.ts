import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { cookies, headers } from 'next/headers'
import { passwordVersion } from '@/shop/account-changes'

/*
 * The "device cookie" of OWASP's "Slow Down Online Guessing Attacks with Device Cookies": a browser that has signed in to an account proves it
 * later, and is throttled by itself. It signs nobody in. Per account it holds `<random id>.<HMAC over id, account and password version>`, the
 * newest first: whoever had the password before it was changed has no better chance than a stranger to guess the next one.
 */

const MAX_ACCOUNTS = 5
const MAX_AGE_SECONDS = 365 * 24 * 3_600
const MARK = /^[\w-]{22}\.[\w-]{43}$/
const SEPARATOR = '~'
const MAX_LENGTH = MAX_ACCOUNTS * (22 + 1 + 43 + 1) - 1

/** An account with the password that it has now. */
type Owner = { readonly userId: string; readonly version: string }

/** The id by which this browser is known to have signed in to the account with its present password, or null; null too for nobody's account. */
export async function knownDevice(userId: string | null): Promise<string | null> {
  const sent = await sentMarks()
  const owner = sent.length > 0 ? await ownerOf(userId) : null
  const mark = owner && sent.find((each) => isFor(owner, each))
  return mark ? idOf(mark) : null
}

/**
 * Lets the browser prove later that it has signed in to the account, or has set its password; a client that takes no cookies cannot. Route handlers and
 * server actions only.
 */
export async function rememberDevice(userId: string, { isBearer }: { isBearer: boolean } = { isBearer: false }): Promise<void> {
  if (isBearer) return
  const owner = await ownerOf(userId)
  if (!owner) return
  const sent = await sentMarks()
  const known = sent.find((mark) => isFor(owner, mark))
  const mark = known ?? signed(randomBytes(16).toString('base64url'), owner)
  const marks = [mark, ...sent.filter((other) => other !== known)].slice(0, MAX_ACCOUNTS)
  const isSecure = await cameOverHttps()
  ;(await cookies()).set(cookieName(isSecure), marks.join(SEPARATOR), {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isSecure,
    maxAge: MAX_AGE_SECONDS,
  })
}

/** What the browser sent, as far as it may be ours; nothing of a cookie that cannot be. */
async function sentMarks(): Promise<string[]> {
  const sent = (await cookies()).get(cookieName(await cameOverHttps()))?.value ?? ''
  const marks = sent.split(SEPARATOR)
  return sent.length <= MAX_LENGTH && marks.every((mark) => MARK.test(mark)) ? marks : []
}

async function ownerOf(userId: string | null): Promise<Owner | null> {
  const version = await passwordVersion(userId)
  return userId !== null && version !== null ? { userId, version } : null
}

function isFor(owner: Owner, mark: string): boolean {
  return timingSafeEqual(Buffer.from(signed(idOf(mark), owner)), Buffer.from(mark))
}

function idOf(mark: string): string {
  return mark.slice(0, mark.indexOf('.'))
}

function signed(id: string, { userId, version }: Owner): string {
  return `${id}.${createHmac('sha256', key())
    .update(JSON.stringify([id, userId, version]))
    .digest('base64url')}`
}

/** A key of its own: what next-auth signs with the same secret is no device, and the other way round. */
function key(): Buffer {
  const secret = process.env.NEXTAUTH_SECRET
  if (!secret) throw new Error('NEXTAUTH_SECRET is not set. Set it to 32 characters or more, the same on all replicas.')
  return Buffer.from(hkdfSync('sha256', secret, '', 'hopcart device cookie', 32))
}

async function cameOverHttps(): Promise<boolean> {
  return (await headers()).get('x-forwarded-proto') === 'https'
}

function cookieName(isSecure: boolean): string {
  return isSecure ? '__Host-device' : 'device'
}
