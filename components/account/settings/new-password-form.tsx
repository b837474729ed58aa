'use client'

import { Button } from '@/components/ui/button'
import { changePasswordAction } from '@/web/actions/account-security'
import type { FormState } from '@/web/actions/form-state'
import { FormSummary } from '../form-summary'
import { PASSWORD_HINT, PasswordField } from '../password-field'
import { AccountName } from './account-name'
import { useSettingsForm } from './use-settings-form'

const LABELS = { currentPassword: 'Current password', password: 'New password' }

/** `endsOthers`: whether the other sessions can be ended in this mode. */
export function NewPasswordForm({ email, kept, endsOthers }: { email: string; kept: FormState; endsOthers: boolean }) {
  const { state, pending, formProps } = useSettingsForm(changePasswordAction, kept)
  return (
    <form {...formProps} className="grid max-w-md gap-5">
      <FormSummary state={state} labels={LABELS} />
      <p>
        {endsOthers
          ? 'All other sessions are signed out.'
          : 'In this mode other sessions go on to their own end: the shop cannot end them.'}{' '}
        You stay signed in here.
      </p>
      <AccountName email={email} />
      <PasswordField
        name="currentPassword"
        label={LABELS.currentPassword}
        autoComplete="current-password"
        error={state?.errors?.currentPassword}
      />
      <PasswordField label={LABELS.password} autoComplete="new-password" hint={PASSWORD_HINT} error={state?.errors?.password} />
      <Button type="submit" pending={pending} className="justify-self-start">
        {pending ? 'Saving…' : 'Save password'}
      </Button>
    </form>
  )
}
