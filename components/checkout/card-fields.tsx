'use client'

import { Lock } from 'lucide-react'
import { fieldState } from '@/components/account/field-state'
import { forgetWhenHidden } from '@/components/account/forget-when-hidden'
import { Field } from '@/components/ui/field'
import type { FormState } from '@/web/actions/form-state'
import { formatCardNumber, formatExpiry } from './card-format'
import { TestCards } from './test-cards'
import { TypedField } from './typed-field'

/** How it is paid. Nothing of a card is given back by the server; number and security code are not kept either when the page is left. */
export function CardFields({ state }: { state: FormState }) {
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-6">
      <TestCards />
      <TypedField
        label="Card number"
        format={formatCardNumber}
        {...fieldState(state, 'card.number')}
        ref={forgetWhenHidden}
        type="text"
        inputMode="numeric"
        autoComplete="cc-number"
        required
        maxLength={23}
        className="sm:col-span-6"
      />
      <TypedField
        label="Expires"
        hint="Month and year, MM/YY"
        format={formatExpiry}
        {...fieldState(state, 'card.expiry')}
        inputMode="numeric"
        autoComplete="cc-exp"
        required
        maxLength={7}
        className="sm:col-span-3"
      />
      <Field
        label="Security code"
        hint="3 or 4 digits, on the card"
        {...fieldState(state, 'card.cvc')}
        ref={forgetWhenHidden}
        inputMode="numeric"
        autoComplete="cc-csc"
        required
        maxLength={4}
        className="sm:col-span-3"
      />
      <Field
        label="Name on the card"
        {...fieldState(state, 'card.name')}
        autoComplete="cc-name"
        required
        maxLength={100}
        className="sm:col-span-6"
      />
      <p className="flex items-center gap-2 text-sm text-soft sm:col-span-6">
        <Lock size={16} className="shrink-0" aria-hidden />
        No card number is ever stored. An order keeps the brand and the last four digits.
      </p>
    </div>
  )
}
