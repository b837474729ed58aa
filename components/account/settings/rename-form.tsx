'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { renameAction } from '@/web/actions/account'
import type { FormState } from '@/web/actions/form-state'
import { fieldState } from '../field-state'
import { FormSummary } from '../form-summary'
import { useFormAction } from '../use-form-action'

export function RenameForm({ name, kept }: { name: string; kept: FormState }) {
  const { state, pending, formProps } = useFormAction(renameAction, kept)
  const field = fieldState(state, 'name')
  return (
    <form {...formProps} className="grid gap-4">
      <FormSummary state={state} labels={{ name: 'Name' }} />
      <div className="grid items-start gap-3 sm:grid-cols-[1fr_auto]">
        <Field
          key={name}
          label="Name"
          hint="How we greet you."
          {...field}
          defaultValue={field.defaultValue ?? name}
          autoComplete="name"
          required
          maxLength={100}
        />
        <Button type="submit" variant="outline" pending={pending} className="sm:mt-[1.9375rem] sm:min-h-12">
          {pending ? 'Saving…' : 'Save name'}
        </Button>
      </div>
    </form>
  )
}
