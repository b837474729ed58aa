'use client'

import { type SubmitEvent, useEffect, useState } from 'react'

/** For a form that the browser posts itself: a second click while the first is under way is ignored. */
export function useOneSubmit() {
  const [pending, setPending] = useState(false)
  useEffect(() => {
    // No answer came, and the browser has brought back the page as it was.
    const onShow = (event: PageTransitionEvent) => event.persisted && setPending(false)
    window.addEventListener('pageshow', onShow)
    return () => window.removeEventListener('pageshow', onShow)
  }, [])

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    if (pending) event.preventDefault()
    else setPending(true)
  }

  return { pending, onSubmit }
}
