'use client'

import { Search } from 'lucide-react'
import { useRouter, useSearchParams } from 'next/navigation'
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { SuggestionList } from './suggestion-list'
import { useSuggestions } from './use-suggestions'

const NONE = -1

/**
 * The search: a plain GET form, with suggestions while typing (the ARIA combobox pattern with a list box). Arrows choose,
 * Enter opens the chosen product or all results, Escape closes.
 */
export function SearchBox() {
  const router = useRouter()
  const asked = useSearchParams().get('query') ?? ''
  const [text, setText] = useState(asked)
  const [active, setActive] = useState(NONE)
  const [open, setOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const listId = useId()
  const suggestions = useSuggestions(open ? text : '')
  const found = suggestions?.found ?? []
  const shown = open && suggestions !== null

  // The field keeps its own value, else what was typed before this script ran would be overwritten; it counts.
  useEffect(() => {
    const input = field.current
    if (!input || input.value === input.defaultValue) return
    setText(input.value)
    setOpen(document.activeElement === input)
  }, [])

  function close() {
    setOpen(false)
    setActive(NONE)
  }

  function go(path: string) {
    close()
    router.push(path)
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const chosen = found[active]
    if (shown && chosen) go(`/products/${chosen.slug}`)
    else if (text.trim()) go(`/search?query=${encodeURIComponent(text.trim())}`)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      if (shown) event.preventDefault()
      return close()
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    if (!shown) return setOpen(true)
    const places = found.length + 1
    setActive(((active + 1 + step + places) % places) - 1)
  }

  return (
    <search className="relative col-span-full md:col-span-1">
      <form action="/search" onSubmit={submit}>
        <label className="relative flex items-center">
          <span className="sr-only">Search the shop</span>
          <Search size={19} className="pointer-events-none absolute left-4 text-soft" aria-hidden />
          <input
            ref={field}
            type="search"
            name="query"
            defaultValue={asked}
            placeholder="Search 36 things"
            autoComplete="off"
            enterKeyHint="search"
            maxLength={80}
            role="combobox"
            aria-expanded={shown}
            aria-controls={shown ? listId : undefined}
            aria-autocomplete="list"
            aria-activedescendant={shown && active !== NONE ? `${listId}-${active}` : undefined}
            onChange={(event) => {
              setText(event.target.value)
              setActive(NONE)
              setOpen(true)
            }}
            onKeyDown={onKeyDown}
            onBlur={close}
            className="min-h-11 w-full rounded-full border-[1.5px] border-edge bg-card pr-4 pl-11 placeholder:text-soft hover:border-ink focus-visible:rounded-full focus-visible:outline-offset-1 [&::-webkit-search-cancel-button]:appearance-none"
          />
        </label>
      </form>
      {shown ? (
        <SuggestionList id={listId} query={suggestions.query} found={found} active={active} onChoose={(slug) => go(`/products/${slug}`)} />
      ) : null}
      <p role="status" className="sr-only">
        {shown ? (found.length === 0 ? 'Nothing by that name.' : `${found.length} suggested.`) : ''}
      </p>
    </search>
  )
}
