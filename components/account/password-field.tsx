'use client'

import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { CONTROL_CLASS, describedBy, FieldFrame } from '@/components/ui/field'
import { forgetWhenHidden } from './forget-when-hidden'
import { useHydrated } from './use-hydrated'

type Props = {
  name?: string
  label?: string
  hint?: ReactNode
  error?: string | undefined
  autoComplete: 'current-password' | 'new-password'
}

/** What to say of a new one. */
export const PASSWORD_HINT = 'At least 8 characters; 15 is better. A few words in a row do well, and pasting is welcome.'

/** A password with a switch that shows it, where JavaScript can switch. */
export function PasswordField({ name = 'password', label = 'Password', hint, error, autoComplete }: Props) {
  const id = useId()
  const hydrated = useHydrated()
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOff : Eye
  return (
    <FieldFrame {...{ id, label, hint, error }}>
      <span className="relative grid">
        <input
          id={id}
          ref={forgetWhenHidden}
          name={name}
          type={shown ? 'text' : 'password'}
          autoComplete={autoComplete}
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          required
          maxLength={128}
          className={`${CONTROL_CLASS} min-h-12 w-full pr-13 pl-4`}
          {...describedBy(id, hint, error)}
        />
        {hydrated ? (
          <button
            type="button"
            aria-label={`Show ${label.toLowerCase()}`}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 right-1 grid w-11 place-items-center rounded-lg text-soft hover:bg-well hover:text-ink focus-visible:outline-offset-0"
          >
            <Icon size={20} aria-hidden />
          </button>
        ) : null}
      </span>
    </FieldFrame>
  )
}
