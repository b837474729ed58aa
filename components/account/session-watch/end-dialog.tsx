'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useId, useRef, useState } from 'react'
import { Button, buttonClass } from '@/components/ui/button'
import { SignOutForm } from '../sign-out-form'
import type { Near } from './session-end-watch'

type Props = { near: Near; onStay: () => Promise<void>; onDismiss: () => void }

/** The end of the session is near. A native dialog: it is announced once, by its name and text; the countdown is for the eye. */
export function EndDialog({ near: { endsAt, canStay }, onStay, onDismiss }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [pending, setPending] = useState(false)
  useEffect(() => void dialog.current?.showModal(), [])

  async function stay() {
    if (pending) return
    setPending(true)
    await onStay()
    setPending(false)
  }

  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault()
        if (canStay) void stay()
        else onDismiss()
      }}
      className="m-auto w-[min(28rem,calc(100vw-2rem))] rounded-stage bg-card p-6 text-ink backdrop:bg-[rgb(13_15_20/0.55)] sm:p-8"
    >
      <h2 id={`${id}-title`} className="text-2xl">
        {canStay ? 'Still there?' : 'Your session ends soon'}
      </h2>
      <p id={`${id}-text`} className="mt-2">
        {canStay
          ? 'Nothing has happened here for a while, so you will be signed out soon.'
          : 'It has lasted as long as a session may, and cannot be made longer. Sign in again to begin a new one; your cart comes along.'}
      </p>
      <Countdown endsAt={endsAt} />
      <div className="flex flex-wrap gap-3">
        {canStay ? (
          <Button pending={pending} onClick={stay}>
            Stay signed in
          </Button>
        ) : (
          <SignInAgain />
        )}
        {canStay ? null : (
          <Button variant="quiet" onClick={onDismiss}>
            Not now
          </Button>
        )}
        <SignOutForm />
      </div>
    </dialog>
  )
}

/** A plain link: the session is a new one afterwards, and so is every page. */
function SignInAgain() {
  const pathname = usePathname()
  return (
    <a href={`/sign-in?again=1&next=${encodeURIComponent(pathname)}`} className={buttonClass()}>
      Sign in again
    </a>
  )
}

function Countdown({ endsAt }: { endsAt: number }) {
  const [left, setLeft] = useState(() => endsAt - Date.now())
  useEffect(() => {
    const tick = () => setLeft(endsAt - Date.now())
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [endsAt])
  const seconds = Math.max(0, Math.ceil(left / 1000))
  return (
    <p aria-hidden className="price my-5 text-5xl">
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
    </p>
  )
}
