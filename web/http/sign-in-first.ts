import { accountOf } from '@/auth/forced-end'
import { openRequestSession } from '@/sessions/request'

/** Pages that need an account. */
const PERSONAL = /^\/(account|checkout|orders)(\/|$)/

/**
 * Where a guest is sent who opens a personal page; null for everybody who may see it. Asked before the page is rendered: a
 * page's own redirect comes after the status was sent, as a delayed refresh. The page checks again. When the store does not
 * answer, the page tells what is wrong.
 */
export async function signInFirst({ pathname, search }: { pathname: string; search: string }): Promise<string | null> {
  if (!PERSONAL.test(pathname)) return null
  const who = await asker().catch(() => 'signed-in')
  if (who === 'signed-in') return null
  return signInPath(pathname + search, who === 'other-client')
}

/** Longer than any address of ours, as written into another one. */
const MAX_NEXT = 2_000

/**
 * The sign-in page that leads on to `next`, unless that is so long that nginx would not pass the header on (it takes 32 KB, each character may
 * become five, and a 502 counts against the replica). `isOtherClient`: it asks somebody to confirm who they are, whose session began elsewhere.
 */
export function signInPath(next: string, isOtherClient = false): string {
  const query = new URLSearchParams({ ...(isOtherClient ? { confirm: '1' } : {}), next })
  if (query.toString().length > MAX_NEXT) query.delete('next')
  return query.size > 0 ? `/sign-in?${query}` : '/sign-in'
}

async function asker(): Promise<'signed-in' | 'other-client' | 'guest'> {
  const session = await openRequestSession()
  if (await accountOf(await session.read(), session.mode)) return 'signed-in'
  return (await session.isOtherClient()) ? 'other-client' : 'guest'
}
