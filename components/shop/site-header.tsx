import { UserRound } from 'lucide-react'
import Link from 'next/link'
import { Suspense } from 'react'
import { Logo } from '@/components/ui/logo'
import { AccountLink } from './account-link'
import { CartButton } from './cart/cart-button'
import { CartBadge } from './cart-badge'
import { SearchBox } from './search-box'
import { SiteNav } from './site-nav'
import { ThemeSwitch } from './theme-switch'

/** Brand, aisles, search, account and cart. What depends on the session streams in; its fallback is a working link. */
export function SiteHeader() {
  return (
    <header className="shell grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-3 py-4 sm:gap-x-6 md:grid-cols-[minmax(0,1fr)_20rem] nav:grid-cols-[auto_max-content_minmax(11rem,22rem)_auto] nav:justify-between">
      <Link href="/" className="justify-self-start rounded-lg py-1" aria-label="Hopcart, home">
        <Logo />
      </Link>
      <div className="flex items-center gap-1 justify-self-end sm:gap-2 nav:order-last">
        <ThemeSwitch className="max-sm:hidden" />
        <Suspense fallback={<AccountFallback />}>
          <AccountLink />
        </Suspense>
        <Suspense fallback={<CartButton count={null} stamp="" />}>
          <CartBadge />
        </Suspense>
      </div>
      <SiteNav />
      <SearchBox />
    </header>
  )
}

function AccountFallback() {
  return (
    <Link href="/account" prefetch={false} className="grid size-11 place-items-center rounded-full hover:bg-well" aria-label="Account">
      <UserRound size={21} aria-hidden />
    </Link>
  )
}
