'use client'

import { useEffect, useRef } from 'react'
import { Notice } from '@/components/ui/notice'
import type { FormState } from '@/web/actions/form-state'

type Props = { state: FormState; labels: Record<string, string>; refused?: string }

/** What a form refused, above its fields: takes focus when an answer or, without JavaScript, a page brings it, and leads to each field, where its message is. `refused` names a refusal as a whole. */
export function FormSummary({ state, labels, refused }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (state) box.current?.focus()
  }, [state])
  if (!state?.message && !state?.errors) return null
  const wrong = Object.keys(labels).filter((name) => state.errors?.[name])
  return (
    // biome-ignore lint/a11y/noAutofocus: who has posted the form asked for its answer
    <div ref={box} tabIndex={-1} autoFocus className="scroll-mt-24 rounded-2xl">
      <Notice tone="error" title={wrong.length > 0 ? titleOf(wrong.length) : refused}>
        {wrong.length > 0 ? <FieldLinks wrong={wrong} labels={labels} box={box} /> : <p>{state.message}</p>}
      </Notice>
    </div>
  )
}

type LinksProps = { wrong: string[]; labels: Record<string, string>; box: React.RefObject<HTMLDivElement | null> }

function FieldLinks({ wrong, labels, box }: LinksProps) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4">
      {wrong.map((name) => (
        <li key={name}>
          <button
            type="button"
            className="min-h-7 text-left underline decoration-[1.5px] underline-offset-3 hover:decoration-[3px]"
            onClick={() => fieldOf(box.current, name)?.focus()}
          >
            {labels[name]}
          </button>
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
