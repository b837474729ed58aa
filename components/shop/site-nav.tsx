'use client'

import clsx from 'clsx'
import Link, { useLinkStatus } from 'next/link'
import { usePathname } from 'next/navigation'
import { CATEGORIES } from '@/shop/categories'

const LINKS = [{ href: '/shop', name: 'All' }, ...CATEGORIES.map(({ slug, name }) => ({ href: `/category/${slug}`, name }))]

/** The aisles, with the current one marked. On narrow screens the row runs out of the page and can be pushed sideways. */
export function SiteNav() {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Aisles"
      className="col-span-full -mx-4 min-w-0 overflow-x-auto px-1.5 [scrollbar-width:none] md:col-span-1 md:mr-0 nav:mx-0 nav:px-0"
    >
      <ul className="flex gap-1 font-medium">
        {LINKS.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={pathname === href ? 'page' : undefined}
              className={clsx(
                'relative block rounded-md px-2.5 py-2 whitespace-nowrap',
                'after:absolute after:inset-x-2.5 after:bottom-1 after:h-0.5 after:origin-left after:scale-x-0 after:bg-accent after:transition-transform',
                'hover:after:scale-x-100 aria-[current=page]:after:scale-x-100',
              )}
            >
              {name}
              <PendingMark />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Shows that the next page is on its way, for networks that let one wonder. */
function PendingMark() {
  const { pending } = useLinkStatus()
  return (
    <span
      aria-hidden
      className={clsx(
        'absolute inset-x-2.5 bottom-1 h-0.5 bg-accent transition-opacity delay-150',
        pending ? 'animate-shimmer opacity-100' : 'opacity-0',
      )}
    />
  )
}
