'use client'

import { Moon, Sun } from 'lucide-react'
import { usePathname, useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { setThemeAction } from '@/web/actions/preferences'

/**
 * Goes to the other theme. Which one that is only the browser knows (the system decides by default), so both buttons are
 * there and the style sheet shows one. With JavaScript the page turns at once and the cookie follows.
 */
export function ThemeSwitch({ className }: { className?: string }) {
  return (
    <ThemeForm className={className}>
      <button
        type="submit"
        name="theme"
        value="dark"
        className="grid size-11 place-items-center rounded-full hover:bg-well dark:hidden"
        aria-label="Dark theme"
      >
        <Moon size={20} aria-hidden />
      </button>
      <button
        type="submit"
        name="theme"
        value="light"
        className="hidden size-11 place-items-center rounded-full hover:bg-well dark:grid"
        aria-label="Light theme"
      >
        <Sun size={20} aria-hidden />
      </button>
    </ThemeForm>
  )
}

/** A form around buttons named `theme`. */
export function ThemeForm({ children, className }: { children: ReactNode; className?: string | undefined }) {
  const pathname = usePathname()
  const search = useSearchParams().toString()
  return (
    <form
      action={setThemeAction}
      className={className}
      onSubmit={(event) => {
        const pressed = (event.nativeEvent as SubmitEvent).submitter
        if (pressed instanceof HTMLButtonElement) document.documentElement.dataset.theme = pressed.value
      }}
    >
      <input type="hidden" name="back" value={search ? `${pathname}?${search}` : pathname} />
      {children}
    </form>
  )
}
