'use client'

import { buttonClass } from '@/components/ui/button'
import './globals.css'

/** The last resort: the frame of the page itself broke, so there is no header, no theme and no font to rely on. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>That fell over · Hopcart</title>
        <main className="grid min-h-dvh place-content-center p-8">
          <h1 className="text-5xl">That fell over.</h1>
          <p className="mt-4 max-w-[42ch] text-lg text-soft">It was our fault. Nothing was charged and your cart is where it was.</p>
          <p className="mt-6">
            {/* A plain link: the router may be what broke. */}
            <a href="/" className={buttonClass({ size: 'lg' })}>
              Front door
            </a>
          </p>
          {error.digest ? <p className="mt-6 text-sm text-soft">Should you tell us about it: {error.digest}</p> : null}
        </main>
      </body>
    </html>
  )
}
