'use client'

import { useEffect, useRef } from 'react'
import { Notice } from '@/components/ui/notice'
import type { FormState } from '@/web/actions/form-state'

/** What a form refused, above its fields: takes focus when an answer brings it, and leads to each field. */
export function FormSummary({ state, labels }: { state: FormState; labels: Record<string, string> }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state) box.current?.focus()
  }, [state])
  if (!state?.message && !state?.errors) return null
  const wrong = Object.entries(state.errors ?? {}).filter(([name]) => name in labels)
  return (
    <div ref={box} tabIndex={-1} className="scroll-mt-24 rounded-2xl">
      <Notice tone="error" title={wrong.length > 0 ? titleOf(wrong.length) : undefined}>
        {wrong.length > 0 ? <FieldLinks wrong={wrong} labels={labels} box={box} /> : <p>{state.message}</p>}
      </Notice>
    </div>
  )
}

type LinksProps = { wrong: [string, string][]; labels: Record<string, string>; box: React.RefObject<HTMLDivElement | null> }

function FieldLinks({ wrong, labels, box }: LinksProps) {
  return (
    <ul className="mt-1 grid gap-0.5">
      {wrong.map(([name, message]) => (
        <li key={name}>
          <button
            type="button"
            className="min-h-7 text-left underline decoration-[1.5px] underline-offset-3 hover:decoration-[3px]"
            onClick={() => fieldOf(box.current, name)?.focus()}
          >
            {labels[name]}
          </button>
          <span className="text-soft">: {message}</span>
        </li>
      ))}
    </ul>
  )
}

/** By name within the form: ids are not unique while Next keeps other pages' forms hidden in the document. */
function fieldOf(box: HTMLElement | null, name: string): HTMLElement | null {
  const field = box?.closest('form')?.elements.namedItem(name)
  return field instanceof HTMLElement ? field : null
}

function titleOf(count: number): string {
  return count === 1 ? 'One thing needs another look' : `${count} things need another look`
}
