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
  const signedIn = await isSignedIn().catch(() => true)
  return signedIn ? null : `/sign-in?${new URLSearchParams({ next: pathname + search })}`
}

async function isSignedIn(): Promise<boolean> {
  return Boolean(await accountOf(await (await openRequestSession()).read()))
}
