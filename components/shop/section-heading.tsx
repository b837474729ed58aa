import { ArrowRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

/** A section's h2 with a way on beside it. */
export function SectionHeading({ children, href, link, id }: { children: ReactNode; href?: string; link?: string; id?: string }) {
  return (
    <div className="mt-16 mb-5 flex flex-wrap items-baseline gap-x-4 gap-y-1 sm:mt-20">
      <h2 id={id} className="text-[clamp(1.75rem,3vw,2.25rem)] leading-tight">
        {children}
      </h2>
      {href ? (
        <Link href={href} className="group inline-flex items-center gap-1.5 rounded py-1 font-medium text-soft hover:text-ink">
          {link}
          <ArrowRight size={17} className="transition-transform group-hover:translate-x-1" aria-hidden />
        </Link>
      ) : null}
    </div>
  )
}
