'use client'

import { LostThings } from '@/components/shop/lost-things'
import { Button, buttonClass } from '@/components/ui/button'

/** Something broke while a page was made. The header, the cart and the other pages still work. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="grid items-center gap-x-12 gap-y-8 py-10 md:grid-cols-2 md:py-16">
      <div>
        <h1 className="text-[clamp(2.5rem,6vw,4.75rem)] leading-[0.95]">That fell over.</h1>
        <p className="mt-5 max-w-[42ch] text-lg text-soft">
          It was our fault, not yours. Nothing was charged and your cart is where it was. Trying again often helps.
        </p>
        <div className="mt-7 flex flex-wrap gap-3">
          <Button size="lg" onClick={reset}>
            Try again
          </Button>
          <a href="/" className={buttonClass({ size: 'lg', variant: 'outline' })}>
            Front door
          </a>
        </div>
        {error.digest ? <p className="mt-6 text-sm text-soft">Should you tell us about it: {error.digest}</p> : null}
      </div>
      <LostThings className="w-full" />
    </div>
  )
}
