import { headers } from 'next/headers'
import { arrived } from './arrival'
import { sentToken, sessionCookie } from './cookie'
import { requestMode } from './mode'
import { openRequestSession } from './open-request-session'
import { openedStores } from './opened-stores'
import { beginPage } from './page-sessions'
import { cookiesShowing } from './shown-version'
import { cookieLifeMs } from './token-age'

/** What asks how things are (the Lab's page each second), and keeps no session alive by that; and files, which are cached for everybody: no cookie may stick to them. */
const NO_VISIT = /^\/api\/(session\/expiry|livez|readyz|internal\/.*|lab\/.*)$|\.[a-z]+$/

/**
 * For proxy.ts: the session cookie that an answer has to bring, whatever else it brings, because its token holds the session itself and a page
 * that reads it can set none. Its idle end is moved on where that is due, and what waited for the browser to present it is done. Null in all
 * other modes, where the store does both, at no cost; and for what is no live session, which nothing revives.
 */
export async function cookieAtTheDoor(pathname: string): Promise<Awaited<ReturnType<typeof sessionCookie>> | null> {
  const store = openedStores().storeFor(await requestMode())
  if (!store.slide || NO_VISIT.test(pathname)) return null
  const sent = await sentToken()
  const session = sent === null ? null : await store.read(sent)
  if (sent === null || !session) return null
  let next: string | undefined
  const change: Parameters<typeof arrived>[2] = async (change) => {
    const answer = await store.change(next ?? sent, change)
    if (answer === null || answer === 'moved') return null
    next = answer.token
    return answer.session
  }
  let now = await arrived(session, (await headers()).get('x-request-id'), change, true)
  if (!next) {
    const slid = await store.slide(sent)
    if (slid) [next, now] = [slid.token, slid.session]
  }
  return next ? sessionCookie(next, cookieLifeMs(now)) : null
}

/** No pages, but files that may be cached for everybody. */
const FILE = /\.(ico|txt|xml|svg|png|jpe?g|webp|webmanifest|woff2?|css|js|map|json)$/

/**
 * For proxy.ts: the cookies that say which version of its session a page shows, which the page itself cannot set. The session is read here, and
 * the page shows the very same. None where no near-cache is on, and when the client knows already.
 * @param isChange whether the request is for a server action
 */
export async function shownAtTheDoor(pathname: string, isChange = false): Promise<Awaited<ReturnType<typeof cookiesShowing>>> {
  if (pathname.startsWith('/api/')) return []
  const requestId = (await headers()).get('x-request-id')
  if (requestId === null || !openedStores().storeFor(await requestMode()).nearCache) return []
  beginPage(requestId)
  if (FILE.test(pathname)) return []
  // What goes wrong here goes wrong in the page, too, which says so.
  const session = await (await openRequestSession('cookie', { isChange })).whole().catch(() => null)
  return session ? cookiesShowing(session) : []
}
