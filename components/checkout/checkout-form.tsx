'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import { FormSummary } from '@/components/account/form-summary'
import { useFormAction } from '@/components/account/use-form-action'
import { announce } from '@/components/lab/announce'
import { Button } from '@/components/ui/button'
import { money } from '@/shop/money'
import { checkoutAction } from '@/web/actions/checkout'
import type { FormState } from '@/web/actions/form-state'
import { AddressFields, type CountryChoice } from './address-fields'
import { CardFields } from './card-fields'

const LABELS = {
  'address.name': 'Name',
  'address.line1': 'Street and number',
  'address.line2': 'Flat, floor, care of',
  'address.country': 'Country',
  'address.postalCode': 'Postal code',
  'address.city': 'Town',
  'address.region': 'State, region or canton',
  'card.number': 'Card number',
  'card.expiry': 'Expires',
  'card.cvc': 'Security code',
  'card.name': 'Name on the card',
}

type Props = {
  /** Made by the server for this view: however often the form is sent, it is one order. */
  idempotencyKey: string
  /** Whose account it is; a good guess for the receiver. */
  name: string
  totalCents: number
  countries: readonly CountryChoice[]
  kept: FormState
}

export function CheckoutForm({ idempotencyKey, name, totalCents, countries, kept }: Props) {
  const { state, pending, formProps } = useFormAction(checkoutAction, kept)
  useFreshKeyOnReturn(idempotencyKey)
  return (
    <form {...formProps} className="grid gap-6">
      <FormSummary state={state} labels={LABELS} refused="The order did not go through" />
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} autoComplete="off" />
      <Part title="Where it goes">
        <AddressFields state={state} name={name} countries={countries} />
      </Part>
      <Part title="How you pay">
        <CardFields state={state} />
      </Part>
      <Button type="submit" size="lg" pending={pending} onClick={() => announce('order')} className="w-full">
        {pending ? 'Paying…' : `Pay ${money(totalCents)}`}
      </Button>
    </form>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 rounded-stage bg-card p-5 sm:p-8">
      <legend className="float-left mb-5 w-full font-display text-2xl font-bold tracking-tight">{title}</legend>
      <div className="clear-both">{children}</div>
    </fieldset>
  )
}

/** Keys of views that were shown before: Next keeps left pages, and brings one back with the key it had. */
const shownKeys = new Set<string>()

/** Back to this page after an order, its key is spent: the server is asked for another one, and for the cart of now. */
function useFreshKeyOnReturn(key: string) {
  const router = useRouter()
  useEffect(() => {
    if (shownKeys.has(key)) router.refresh()
    shownKeys.add(key)
  }, [key, router])
}
