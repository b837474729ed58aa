'use client'

import { useRouter } from 'next/navigation'
import { Fragment, type ReactNode, useState } from 'react'

/**
 * Starts a form afresh with every visit by a link: Next keeps left pages, half-filled forms included, for the way back.
 * The first key is a constant, since React finds the state of a form posted without JavaScript by its place, keys included.
 */
export function FreshForm({ children }: { children: ReactNode }) {
  const { bfcacheId } = useRouter()
  const [first] = useState(bfcacheId)
  return <Fragment key={bfcacheId === first ? 'first' : bfcacheId}>{children}</Fragment>
}
