'use client'

import { ChevronDown, ChevronUp } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import type { LabAnswer } from './lab-bar-answer'
import { LabBarFacts, ReplicaName } from './lab-bar-facts'
import { LabBarMode, type LabMode } from './lab-bar-mode'
import './lab-bar.css'
import { useLabAnswer } from './use-lab-answer'

const YEAR_SECONDS = 365 * 24 * 3600

type Props = { rendered: LabAnswer; modes: readonly LabMode[]; folded: boolean }

/** The bar on every page but the Lab's own, which shows all that and more. */
export function LabBarFrame(props: Props) {
  return usePathname() === '/lab' ? null : <FoldingBar {...props} />
}

/** The bar and its folding: a <details>, so that it folds without JavaScript; the cookie remembers it. */
function FoldingBar({ rendered, modes, folded }: Props) {
  const [open, setOpen] = useState(!folded)
  const details = useRef<HTMLDetailsElement>(null)
  const seen = useLabAnswer(rendered)
  const mode = seen.answer.mode || rendered.mode

  function onToggle(isOpen: boolean) {
    setOpen(isOpen)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere
    document.cookie = `lab-bar=${isOpen ? 'open' : 'folded'}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
  }

  // The browser folds a <details> by itself: a press from before React came alive reached no handler.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the bar has come alive
  useEffect(() => {
    if (details.current && details.current.open !== open) onToggle(details.current.open)
  }, [])

  return (
    <aside aria-label="Lab" data-lab-bar className="lab-bar">
      <details ref={details} open={open} onToggle={(event) => onToggle(event.currentTarget.open)}>
        <summary className="lab-fold">
          <span className="lab-pill" aria-hidden={open}>
            <b>Lab</b>
            <ReplicaName replica={seen.answer.replica} />
            <ChevronUp size={18} aria-hidden />
          </span>
          <ChevronDown size={20} className="lab-down" aria-hidden />
          <span className="sr-only">{open ? 'Fold the Lab bar' : 'Unfold the Lab bar'}</span>
        </summary>
        <div className="lab-row">
          <Link href="/lab" prefetch={false} className="lab-name">
            <b>Lab</b>
          </Link>
          <ReplicaName replica={seen.answer.replica} />
          <LabBarMode mode={mode} modes={modes} />
          <LabBarFacts {...seen} />
        </div>
      </details>
    </aside>
  )
}
