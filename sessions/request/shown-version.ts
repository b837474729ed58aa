import { cookies } from 'next/headers'
import type { Session } from '../index'
import { sessionCookie, sessionCookieName } from './cookie'

/*
 * Cookies that say which version of its session a client has been shown, so that no replica's near-cache shows it an older one. Only where
 * a store has a near-cache.
 *
 * Version and session stand in the name, and the value is nothing: answers that cross each other add to what the client knows and never take it
 * back, as one cookie would that the later answer overwrites. The highest counts, and lower ones are taken away with the next answer. A client
 * that sends none reads past the near-cache, and so does one whose cookies are about another session.
 */

const VALUE = '1'
/** So many are taken away with an answer, and the rest with the next ones: headers that are too large for nginx are a 502, and count against the replica. */
const MOST_TAKEN_AWAY = 8
/** Of the session's hash, which its client could work out from the token: enough to tell its sessions apart. */
const HASH_LENGTH = 8
const PREFIX = /^(__Host-|__Secure-)?/
const REST = /^([\w-]{8})-(\d{1,15})$/

type Cookie = Awaited<ReturnType<typeof sessionCookie>>
type Told = { readonly name: string; readonly hash: string; readonly version: number }

/** The version of this session that the client has been shown; undefined: nobody knows. @param id the session's */
export async function versionShown(id: string): Promise<number | undefined> {
  const versions = (await told()).filter(({ hash }) => hash === hashOf(id)).map(({ version }) => version)
  return versions.length === 0 ? undefined : Math.max(...versions)
}

/**
 * The cookies that have to go with an answer that shows this session; none when the client knows. `isNew`: its token goes with the same answer, so
 * what was said of other sessions is over.
 */
export async function cookiesShowing(session: Session, { isNew = false } = {}): Promise<Cookie[]> {
  const hash = hashOf(session.id)
  const all = await told()
  const own = all.filter((each) => each.hash === hash)
  const highest = Math.max(session.version, ...own.map(({ version }) => version))
  const over = all.filter((each) => (each.hash === hash ? each.version < highest : isNew))
  const missing = own.some(({ version }) => version === highest) ? [] : [`${await namePrefix()}${hash}-${highest}`]
  return Promise.all([...missing.map((name) => cookie(name, VALUE, null)), ...takenAway(over)])
}

/** The cookies that take them back: the session has ended. */
export async function cookiesOfTheEnded(): Promise<Cookie[]> {
  return Promise.all(takenAway(await told()))
}

function takenAway(told: readonly Told[]): Promise<Cookie>[] {
  return told.slice(0, MOST_TAKEN_AWAY).map(({ name }) => cookie(name, '', 0))
}

/** Sends them. Route handlers and server actions only. */
export async function sendCookies(all: readonly Cookie[]): Promise<void> {
  if (all.length === 0) return
  const jar = await cookies()
  for (const { name, value, ...options } of all) jar.set(name, value, options)
}

async function told(): Promise<Told[]> {
  const prefix = await namePrefix()
  return (await cookies()).getAll().flatMap(({ name, value }) => {
    const [, hash, version] = name.startsWith(prefix) && value === VALUE ? (REST.exec(name.slice(prefix.length)) ?? []) : []
    return hash && version ? [{ name, hash, version: Number(version) }] : []
  })
}

/** `seen-` before the session cookie's own name, which so is no beginning of it: next-auth would take it for a chunk of the token. */
async function namePrefix(): Promise<string> {
  return `${(await sessionCookieName()).replace(PREFIX, (scheme) => `${scheme}seen-`)}-`
}

function hashOf(id: string): string {
  const from = id.indexOf('.') + 1
  return id.slice(from, from + HASH_LENGTH)
}

/** As far, and as safe, as the session cookie. */
async function cookie(name: string, value: string, maxAgeMs: number | null): Promise<Cookie> {
  return { ...(await sessionCookie(value, maxAgeMs)), name }
}
