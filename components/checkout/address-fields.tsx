'use client'

import { useState } from 'react'
import { fieldState } from '@/components/account/field-state'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import type { FormState } from '@/web/actions/form-state'

export type CountryChoice = { code: string; name: string; example: string }

type Props = { state: FormState; name: string; countries: readonly CountryChoice[] }

/** Where the order goes. */
export function AddressFields({ state, name, countries }: Props) {
  const country = fieldState(state, 'address.country')
  const [chosen, setChosen] = useState(country.defaultValue ?? '')
  const example = countries.find(({ code }) => code === chosen)?.example
  const receiver = fieldState(state, 'address.name')
  const common = { required: true, maxLength: 100, className: 'sm:col-span-6' }
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-6">
      <Field label="Name" {...receiver} defaultValue={receiver.defaultValue ?? name} autoComplete="shipping name" {...common} />
      <Field label="Street and number" {...fieldState(state, 'address.line1')} autoComplete="shipping address-line1" {...common} />
      <Field
        label="Flat, floor, care of"
        optional
        {...fieldState(state, 'address.line2')}
        autoComplete="shipping address-line2"
        {...common}
        required={false}
      />
      <Select
        label="Country"
        options={[{ value: '', label: 'Choose a country' }, ...countries.map(({ code, name }) => ({ value: code, label: name }))]}
        {...country}
        onChange={(event) => setChosen(event.target.value)}
        autoComplete="shipping country"
        required
        className="sm:col-span-6"
      />
      <Field
        label="Postal code"
        {...fieldState(state, 'address.postalCode')}
        hint={example ? `Such as ${example}` : undefined}
        autoComplete="shipping postal-code"
        autoCapitalize="characters"
        required
        maxLength={20}
        className="sm:col-span-2"
      />
      <Field
        label="Town"
        {...fieldState(state, 'address.city')}
        autoComplete="shipping address-level2"
        required
        maxLength={100}
        className="sm:col-span-4"
      />
      <Field
        label="State, region or canton"
        optional
        {...fieldState(state, 'address.region')}
        autoComplete="shipping address-level1"
        {...common}
        required={false}
      />
    </div>
  )
}
