'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { buttonClass } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { EndReason } from './session-end-watch'

const TEXTS: Readonly<Record<EndReason, string>> = {
  idle: 'It ended for lack of use.',
  limit: 'It had lasted as long as a session may.',
  elsewhere: 'It was ended elsewhere: by a sign-out, or by a change of the password.',
}

/** Says that the session has ended, and leads to the sign-in page and back here. */
export function EndedNotice({ reason }: { reason: EndReason }) {
  const pathname = usePathname()
  const search = useSearchParams().toString()
  const box = useRef<HTMLDivElement>(null)
  // The browser brings a page that is loaded again back to where it was scrolled to, and this comes in above.
  useEffect(() => void box.current?.scrollIntoView({ block: 'nearest' }), [])
  const isThere = /^\/sign-(in|up)$/.test(pathname)
  const next = search ? `${pathname}?${search}` : pathname
  return (
    <div ref={box} className="shell mb-4 scroll-mt-4">
      <Notice
        title="Your session has ended"
        action={
          // A plain link: the whole page is asked for again.
          isThere ? null : (
            <a href={`/sign-in?next=${encodeURIComponent(next)}`} className={buttonClass({ size: 'sm' })}>
              Sign in
            </a>
          )
        }
      >
        <p>{TEXTS[reason]} Sign in to go on where you were.</p>
      </Notice>
    </div>
  )
}
