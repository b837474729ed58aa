'use client'

import { Trash2 } from 'lucide-react'
import { announce } from '@/components/lab/announce'
import { Button } from '@/components/ui/button'
import { deleteAccountAction } from '@/web/actions/account-security'
import type { FormState } from '@/web/actions/form-state'
import { FormSummary } from '../form-summary'
import { PasswordField } from '../password-field'
import { AccountName } from './account-name'
import { useSettingsForm } from './use-settings-form'

const LABELS = { currentPassword: 'Current password' }

export function DeleteForm({ email, kept }: { email: string; kept: FormState }) {
  const { state, pending, formProps } = useSettingsForm(deleteAccountAction, kept)
  return (
    <form {...formProps} className="grid max-w-md gap-5">
      <FormSummary state={state} labels={LABELS} />
      <div className="grid gap-3">
        <p>This goes, at once and for good:</p>
        <ul className="grid list-disc gap-1 pl-5">
          <li>your name, e-mail and password,</li>
          <li>all of your orders, with their addresses,</li>
          <li>the cart, and every cart that is kept for you.</li>
        </ul>
        <p>You are signed out everywhere. Nobody can bring it back, not even us.</p>
      </div>
      <AccountName email={email} />
      <PasswordField
        name="currentPassword"
        label={LABELS.currentPassword}
        autoComplete="current-password"
        error={state?.errors?.currentPassword}
      />
      <Button
        type="submit"
        variant="danger"
        pending={pending}
        icon={<Trash2 size={18} aria-hidden />}
        className="justify-self-start"
        onClick={() => announce('sign-out')}
      >
        {pending ? 'Deleting…' : 'Delete my account'}
      </Button>
    </form>
  )
}
