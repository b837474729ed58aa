'use client'

import { useRouter } from 'next/navigation'
import { Fragment, type ReactNode } from 'react'

/** Starts a form afresh with every visit by a link: Next keeps left pages, typed passwords included, for the way back. */
export function FreshForm({ children }: { children: ReactNode }) {
  const { bfcacheId } = useRouter()
  return <Fragment key={bfcacheId}>{children}</Fragment>
}
