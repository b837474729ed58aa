'use client'

import { type MouseEvent, useId } from 'react'
import { useHydrated } from '@/components/account/use-hydrated'
import { buttonClass } from '@/components/ui/button'

const CARDS = [
  { number: '4242 4242 4242 4242', does: 'pays' },
  { number: '4000 0000 0000 0002', does: 'is declined' },
] as const

/** The pretend bank's cards: to read without JavaScript, to press with it. */
export function TestCards() {
  const hydrated = useHydrated()
  const title = useId()
  return (
    <div className="rounded-2xl bg-well px-5 py-4 sm:col-span-6">
      <p id={title} className="text-sm">
        The bank is a pretend one and knows two cards. Any date to come and any code will do.
      </p>
      <ul aria-labelledby={title} className="mt-2 grid gap-x-8 gap-y-1 sm:grid-cols-2">
        {CARDS.map(({ number, does }) => (
          <li key={number} className="flex items-center justify-between gap-x-3">
            <span className="min-w-0">
              <b className="font-semibold whitespace-nowrap tabular-nums">{number}</b> {does}
            </span>
            {hydrated ? (
              <button
                type="button"
                onClick={(event) => fill(event, number)}
                className={buttonClass({ variant: 'quiet', size: 'sm', className: '-mr-3 underline underline-offset-4' })}
              >
                Use<span className="sr-only"> the card that {does}</span>
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Fills in the number, and the rest where it is still empty. */
function fill({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>, number: string) {
  const set = (name: string, value: string, over: boolean) => {
    const field = form?.elements.namedItem(name)
    if (field instanceof HTMLInputElement && (over || field.value === '')) field.value = value
  }
  const receiver = form?.elements.namedItem('address.name')
  set('card.number', number, true)
  set('card.expiry', `12/${String((new Date().getFullYear() + 3) % 100).padStart(2, '0')}`, false)
  set('card.cvc', '123', false)
  set('card.name', (receiver instanceof HTMLInputElement && receiver.value) || 'A. Shopper', false)
}
