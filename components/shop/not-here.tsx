import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { LostThings } from './lost-things'

export const NOT_HERE: Metadata = { title: 'Not here', robots: { index: false } }

/**
 * The 404 page's content. Pages render it themselves instead of calling notFound(): an interrupt inside a page is only shown by
 * a script, because the boundary that catches it is above <html>.
 */
export function NotHere() {
  return (
    <div className="grid items-center gap-x-12 gap-y-8 py-10 md:grid-cols-2 md:py-16">
      <div>
        <p className="font-display text-xl font-bold text-soft">404</p>
        <h1 className="mt-2 text-[clamp(2.5rem,6vw,4.75rem)] leading-[0.95]">Somebody moved this.</h1>
        <p className="mt-5 max-w-[42ch] text-lg text-soft">
          Or it was never here. The things we do sell are where we put them, and so is whatever is in your cart.
        </p>
        <div className="mt-7 flex flex-wrap gap-3">
          <ButtonLink href="/shop" size="lg">
            See everything
          </ButtonLink>
          <ButtonLink href="/" size="lg" variant="outline">
            Front door
          </ButtonLink>
        </div>
      </div>
      <LostThings className="w-full" />
    </div>
  )
}
