import { UserRound } from 'lucide-react'
import Link from 'next/link'
import { visitor } from '@/components/account/visitor'

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
  const who = await visitor()
  // An outage is not a sign-out: the link stays neutral and the page behind it tells.
  if (!who) return { href: '/account', text: 'Account' }
  return who.account ? { href: '/account', text: who.account.name.split(' ')[0] ?? 'Account' } : { href: '/sign-in', text: 'Sign in' }
}
