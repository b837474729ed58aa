'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { type SubmitEvent, useState, useTransition } from 'react'
import type { OwnSession } from '@/auth/own-sessions'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { noteSignInsAction } from '@/web/actions/account-security'
import { isRedirect } from '../is-redirect'
import { LocalTime } from '../local-time'

const SHOWN = 3

type Props = {
  /** Newest first. */
  signIns: readonly OwnSession[]
  /** The page that shows them itself. */
  except?: string
  className?: string
}

/** Tells of sign-ins elsewhere until the user says that it was them, or signs them out. */
export function NewSignIns({ signIns, except, className }: Props) {
  const pathname = usePathname()
  const search = useSearchParams().toString()
  const [pending, startTransition] = useTransition()
  const [noted, setNoted] = useState<string>()
  const until = signIns[0]?.createdAt
  if (until === undefined || until === noted || pathname === except) return null

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      try {
        await noteSignInsAction(form)
      } catch (error) {
        // It leads here again. Nothing is thrown on: what a layout throws takes the whole page with it, and who got no answer can press again.
        if (isRedirect(error)) setNoted(until)
      }
    })
  }

  const more = signIns.length - SHOWN
  return (
    <div className={className}>
      <Notice
        title={signIns.length === 1 ? 'New sign-in' : 'New sign-ins'}
        action={
          <form action={noteSignInsAction} onSubmit={onSubmit}>
            <input type="hidden" name="until" value={until} />
            <input type="hidden" name="back" value={search ? `${pathname}?${search}` : pathname} />
            <Button type="submit" variant="outline" size="sm" pending={pending}>
              It was me
            </Button>
          </form>
        }
      >
        <ul>
          {signIns.slice(0, SHOWN).map(({ id, device, network, createdAt }) => (
            <li key={id} className="wrap-anywhere">
              {device}, from {network}, on <LocalTime iso={createdAt} style="short" />
            </li>
          ))}
          {more > 0 ? <li>and {more} more</li> : null}
        </ul>
        <p>
          Not you?{' '}
          <a href="/account#sessions" className="prose-link">
            See where you are signed in
          </a>
        </p>
      </Notice>
    </div>
  )
}
