'use client'

import { Check, ChevronDown } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import { type SubmitEvent, type ToggleEvent, useEffect, useRef, useState } from 'react'
import { setModeAction } from '@/web/actions/preferences'
import './lab-bar-mode.css'

export type LabMode = { name: string; title: string; shows: string }

/** On a small screen the list is longer than its box. */
function showCurrent({ currentTarget }: ToggleEvent<HTMLDetailsElement>) {
  if (currentTarget.open) currentTarget.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
}

/** The mode and the list to change it: <details> and a form, closed by Escape and by a press elsewhere where there is JavaScript. */
export function LabBarMode({ mode, modes }: { mode: string; modes: readonly LabMode[] }) {
  const menu = useRef<HTMLDetailsElement>(null)
  const [switching, setSwitching] = useState<string | null>(null)
  const path = usePathname()
  const search = useSearchParams().toString()
  const back = search ? `${path}?${search}` : path

  useEffect(() => {
    const close = (focus: boolean) => {
      if (!menu.current?.open) return
      menu.current.open = false
      if (focus) menu.current.querySelector('summary')?.focus()
    }
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close(menu.current?.contains(document.activeElement) ?? false)
    const onPress = (event: PointerEvent) => event.target instanceof Node && !menu.current?.contains(event.target) && close(false)
    document.addEventListener('keydown', onKey)
    document.addEventListener('pointerdown', onPress)
    return () => {
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('pointerdown', onPress)
    }
  }, [])

  /* The balancer picks the mode by the cookie, so the page must be asked for anew: the action's own answer is still of the old mode. */
  async function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget, event.nativeEvent.submitter)
    setSwitching(String(form.get('mode')))
    await setModeAction(form).catch(() => {})
    window.location.assign(back)
  }

  return (
    <details ref={menu} onToggle={showCurrent} className="lab-mode">
      <summary>
        <span className="sr-only">Mode: </span>
        {switching ?? mode}
        <ChevronDown size={16} aria-hidden />
      </summary>
      <form action={setModeAction} onSubmit={onSubmit} className="lab-modes" aria-busy={switching !== null}>
        <p>Where this browser keeps its session</p>
        <input type="hidden" name="back" value={back} />
        <ul>
          {modes.map(({ name, shows }) => (
            <li key={name}>
              <button type="submit" name="mode" value={name} aria-current={name === mode ? 'true' : undefined}>
                <b>
                  {name}
                  {name === mode ? <Check size={16} aria-hidden /> : null}
                </b>
                <span>{shows}</span>
              </button>
            </li>
          ))}
        </ul>
      </form>
    </details>
  )
}
