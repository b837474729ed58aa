'use client'

import clsx from 'clsx'
import { useEffect, useRef } from 'react'
import type { ModeName } from '@/sessions/modes'

export type LabPageMode = { readonly name: ModeName; readonly title: string; readonly shows: string }

type Props = { readonly mode: ModeName; readonly modes: readonly LabPageMode[]; readonly onChoose: (mode: ModeName) => void }

/** The modes in one row; where it is wider than the page it can be pushed sideways, and the chosen one is in sight. */
export function ModeSwitch({ mode, modes, onChoose }: Props) {
  const row = useRef<HTMLFieldSetElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: of another mode another button is in sight
  useEffect(() => {
    if (!row.current) return
    const reveal = () => {
      const chosen = row.current?.querySelector<HTMLElement>(':checked')?.parentElement
      if (row.current && chosen) row.current.scrollLeft = chosen.offsetLeft - (row.current.clientWidth - chosen.clientWidth) / 2
    }
    const observer = new ResizeObserver(reveal) // looks at once, too
    observer.observe(row.current)
    return () => observer.disconnect()
  }, [mode])
  return (
    <fieldset
      ref={row}
      className="relative flex min-w-0 overflow-x-auto rounded-full border-[1.5px] border-ink [scrollbar-width:none] max-lg:order-1"
    >
      <legend className="sr-only">Mode: where this page keeps its session</legend>
      {modes.map(({ name }) => (
        <label
          key={name}
          className={clsx(
            'relative flex min-h-10 items-center px-3.5 font-medium whitespace-nowrap has-focus-visible:underline',
            name === mode ? 'bg-ink text-paper' : 'hover:bg-well',
          )}
        >
          <input
            type="radio"
            name="lab-mode"
            value={name}
            checked={name === mode}
            onChange={() => onChoose(name)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-full outline-offset-[-4px]"
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
