'use client'

import { useEffect, useRef } from 'react'

/** Makes the surrounding form submit itself whenever something in it was changed. */
export function SubmitOnChange() {
  const mark = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const form = mark.current?.closest('form')
    const submit = () => form?.requestSubmit()
    form?.addEventListener('change', submit)
    return () => form?.removeEventListener('change', submit)
  }, [])
  return <span ref={mark} hidden />
}
