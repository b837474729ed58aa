import { UserRound } from 'lucide-react'
import Link from 'next/link'
import { pageSession } from '@/sessions/request'
import { findAccount } from '@/shop/accounts'
import { isAway } from '@/web/http/is-away'

/** "Sign in", or the name of whoever is. On narrow screens the icon alone, with the words for assistive technology. */
export async function AccountLink() {
  const { href, text } = await whoever()
  return (
    <Link
      href={href}
      prefetch={false}
      className="flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-full px-2 font-medium hover:bg-well sm:px-3"
    >
      <UserRound size={21} aria-hidden />
      <span className="max-w-[9ch] truncate max-sm:sr-only">{text}</span>
    </Link>
  )
}

async function whoever(): Promise<{ href: string; text: string }> {
  try {
    const session = await (await pageSession()).read()
    if (!session?.userId) return { href: '/sign-in', text: 'Sign in' }
    const account = await findAccount(session.userId)
    return { href: '/account', text: account?.name.split(' ')[0] ?? 'Account' }
  } catch (error) {
    // An outage is not a sign-out: the link stays neutral and the page behind it tells.
    if (isAway(error)) return { href: '/account', text: 'Account' }
    throw error
  }
}
