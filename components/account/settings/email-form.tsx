'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { changeEmailAction } from '@/web/actions/account-security'
import type { FormState } from '@/web/actions/form-state'
import { fieldState } from '../field-state'
import { FormSummary } from '../form-summary'
import { PasswordField } from '../password-field'
import { AccountName } from './account-name'
import { useSettingsForm } from './use-settings-form'

const LABELS = { email: 'New e-mail', currentPassword: 'Current password' }

/** `email` is the present one. */
export function EmailForm({ email, kept }: { email: string; kept: FormState }) {
  const { state, pending, formProps } = useSettingsForm(changeEmailAction, kept)
  return (
    <form {...formProps} className="grid max-w-md gap-5">
      <FormSummary state={state} labels={LABELS} />
      <AccountName email={email} />
      <Field
        label={LABELS.email}
        hint="You sign in with it from then on."
        {...fieldState(state, 'email')}
        type="email"
        inputMode="email"
        autoComplete="email"
        required
        maxLength={254}
      />
      <PasswordField
        name="currentPassword"
        label={LABELS.currentPassword}
        autoComplete="current-password"
        error={state?.errors?.currentPassword}
      />
      <Button type="submit" pending={pending} className="justify-self-start">
        {pending ? 'Saving…' : 'Save e-mail'}
      </Button>
    </form>
  )
}
