'use client'

import { useEffect, useState } from 'react'

/** So long nothing may change before it is read out. */
const QUIET_MS = 1_200

/** One line for screen readers, read out when it has come to rest: twenty requests at once are one announcement, not twenty. */
export function SettledStatus({ text }: { text: string }) {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), QUIET_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <p role="status" className="sr-only">
      {settled}
    </p>
  )
}
