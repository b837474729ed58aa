'use client'

import type { RefObject } from 'react'
import { buttonClass } from '@/components/ui/button'
import { useHydrated } from './use-hydrated'

export type DemoAccount = { email: string; password: string }

/** The accounts of a demonstration stack: to read without JavaScript, to press with it. */
export function DemoAccounts({ accounts, form }: { accounts: readonly DemoAccount[]; form: RefObject<HTMLFormElement | null> }) {
  const hydrated = useHydrated()
  return (
    <section aria-label="Demo accounts" className="mt-8 rounded-2xl bg-well px-5 py-4">
      <h2 className="text-base">Only looking around?</h2>
      <p className="mt-1 text-sm">
        Two accounts are here for that. Both have the password <code className="font-semibold">{accounts[0]?.password}</code>.
      </p>
      <ul className="mt-3 flex flex-wrap gap-2">
        {accounts.map((account) => (
          <li key={account.email}>
            {hydrated ? (
              <button type="button" className={buttonClass({ variant: 'outline', size: 'sm' })} onClick={() => fill(form.current, account)}>
                <span className="sr-only">Fill in </span>
                {account.email}
              </button>
            ) : (
              <span className="inline-flex min-h-9 items-center font-semibold">{account.email}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function fill(form: HTMLFormElement | null, account: DemoAccount) {
  if (!form) return
  for (const [name, value] of Object.entries(account)) {
    const field = form.elements.namedItem(name)
    if (field instanceof HTMLInputElement) field.value = value
  }
  form.querySelector<HTMLButtonElement>('button[type=submit]')?.focus()
}
