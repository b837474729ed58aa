import { ChevronRight } from 'lucide-react'
import Link from 'next/link'

export type Crumb = { href: string; name: string }

/** The way from the front door to here; the last one is this page. */
export function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumbs" className="mt-2 mb-5 text-[0.9375rem] text-soft">
      <ol className="flex flex-wrap items-center gap-1.5">
        {crumbs.map(({ href, name }, index) => (
          <li key={href} className="flex items-center gap-1.5">
            {index > 0 ? <ChevronRight size={15} aria-hidden /> : null}
            {index === crumbs.length - 1 ? (
              <span aria-current="page" className="text-ink">
                {name}
              </span>
            ) : (
              <Link href={href} className="rounded py-1 underline-offset-4 hover:text-ink hover:underline">
                {name}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
