'use client'

import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import type { Lab, LabView } from '@/lab/client/types'
import { shortId } from '@/lab/names'
import { Panel } from '../panel'
import { useNow } from '../use-now'
import { verdictText } from './compare'
import { XRayTable } from './table'

/** "Session 7f3a…c1, as each sees it": this browser's session in every replica and the store, side by side. */
export function XRayPanel({ view }: { lab: Lab; view: LabView }) {
  const [isCartOpen, setCartOpen] = useState(false)
  const { state, isStale } = view
  const now = useNow(state?.at ?? null)
  const xray = state?.xray
  if (!xray || now === null || xray.id === null) {
    return (
      <Panel title="Your session, as each sees it">
        <p className="text-soft">
          {xray
            ? 'This browser has no session in this mode yet. Put something in the cart or sign in, and it shows up here.'
            : 'Asking the replicas…'}
        </p>
      </Panel>
    )
  }
  const title = (
    <>
      Session <span className="whitespace-nowrap">{shortId(xray.id)},</span> as each sees it
    </>
  )
  const cartButton = (
    <button
      type="button"
      aria-expanded={isCartOpen}
      onClick={() => setCartOpen(!isCartOpen)}
      className="-my-2 flex min-h-10 items-center gap-1 pr-1 text-ink underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      cart
      <ChevronDown size={14} aria-hidden className={isCartOpen ? 'rotate-180' : undefined} />
    </button>
  )
  return (
    <Panel title={title} aside={isStale ? 'not up to date' : 'now'}>
      {xray.views.length > 0 ? <XRayTable views={xray.views} {...{ now, isCartOpen, cartButton }} /> : null}
      <p role="status" className="mt-3 font-medium">
        {xray.views.length > 0 ? verdictText(xray) : 'Asking the replicas…'}
      </p>
    </Panel>
  )
}
