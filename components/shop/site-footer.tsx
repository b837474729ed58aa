import clsx from 'clsx'
import Link from 'next/link'
import { Shapes } from '@/components/ui/shapes'
import { CATEGORIES } from '@/shop/categories'
import { ThemeForm } from './theme-switch'

const THEMES = [
  { value: 'system', name: 'System' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
]

const YOURS = [
  { href: '/cart', name: 'Cart' },
  { href: '/account', name: 'Account' },
  { href: '/orders', name: 'Orders' },
]

/** Short, useful and honest about what this shop is. */
export function SiteFooter({ theme }: { theme: string }) {
  return (
    <footer className="mt-auto border-t border-line">
      <div className="shell grid grid-cols-2 gap-x-8 gap-y-10 py-12 sm:gap-x-12 nav:grid-cols-[1.6fr_1fr_1fr_auto]">
        <div className="max-w-[38ch] max-nav:col-span-2">
          <Shapes className="mb-4 h-8" />
          <p className="font-display text-xl font-bold tracking-tight">A real shop with pretend payments.</p>
          <p className="mt-2 text-soft">
            Hopcart is the demo of an open project about session consistency. Nothing is charged and nothing is shipped. The cart, on the
            other hand, is meant seriously.
          </p>
        </div>
        <Links
          title="Aisles"
          links={[{ href: '/shop', name: 'Everything' }, ...CATEGORIES.map(({ slug, name }) => ({ href: `/category/${slug}`, name }))]}
        />
        <Links title="Yours" links={YOURS} />
        <div>
          <h2 className="text-lg">Theme</h2>
          <ThemeForm className="mt-3 inline-flex rounded-full bg-well p-1">
            {THEMES.map(({ value, name }) => (
              <button
                key={value}
                type="submit"
                name="theme"
                value={value}
                aria-pressed={theme === value}
                className={clsx(
                  'min-h-9 rounded-full px-4 text-sm font-semibold',
                  theme === value ? 'bg-card' : 'text-soft hover:text-ink',
                )}
              >
                {name}
              </button>
            ))}
          </ThemeForm>
        </div>
      </div>
    </footer>
  )
}

function Links({ title, links }: { title: string; links: { href: string; name: string }[] }) {
  return (
    <nav aria-label={title === 'Aisles' ? 'Aisles, again' : title}>
      <h2 className="text-lg">{title}</h2>
      <ul className={clsx('mt-2 grid gap-x-6', links.length > 4 && 'sm:grid-cols-2')}>
        {links.map(({ href, name }) => (
          <li key={href}>
            <Link
              href={href}
              prefetch={false}
              className="inline-block min-w-6 py-1 text-soft underline-offset-4 hover:text-ink hover:underline"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
