import { useSyncExternalStore } from 'react'

/** Whether a story was told in this tab, and whether the prediction came true. */
export type Mark = 'right' | 'wrong'
type Marks = Readonly<Partial<Record<string, Mark>>>

const KEY = 'lab-stories'
const CHANGED = 'hopcart:lab-stories'
const NONE: Marks = {}
let read: { text: string; marks: Marks } = { text: '', marks: NONE }

/** Remembers a story as told, until the tab is closed. */
export function markDone(slug: string, mark: Mark): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...current(), [slug]: mark }))
  } catch {
    // Storage is full or forbidden: there are no marks then.
  }
  window.dispatchEvent(new Event(CHANGED))
}

export function useDoneMarks(): Marks {
  return useSyncExternalStore(subscribe, current, () => NONE)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener(CHANGED, listener)
  return () => window.removeEventListener(CHANGED, listener)
}

/** The same object as long as the text is the same. */
function current(): Marks {
  try {
    const text = sessionStorage.getItem(KEY) ?? ''
    if (text !== read.text) read = { text, marks: text ? (JSON.parse(text) as Marks) : NONE }
  } catch {
    read = { text: '', marks: NONE }
  }
  return read.marks
}
