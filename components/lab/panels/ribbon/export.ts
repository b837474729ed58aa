import type { LabView } from '@/lab/client/types'

/** What was observed, as a JSON document for people and programs; `at` is when it was taken. */
export function exportText({ mode, observations }: Pick<LabView, 'mode' | 'observations'>, at: Date): string {
  return `${JSON.stringify({ mode, at: at.toISOString(), observations }, null, 2)}\n`
}

/** Lets the browser save a text under a name. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  // The browser may begin to read it after this task.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
