'use client'

import { Trash2 } from 'lucide-react'
import { announce } from '@/components/lab/announce'
import { Button } from '@/components/ui/button'
import type { FormState } from '@/web/actions/form-state'
import { FormSummary } from '../form-summary'
import { PasswordField } from '../password-field'
import { AccountName } from './account-name'
import { useOneSubmit } from './use-one-submit'

const LABELS = { currentPassword: 'Current password' }

/** A plain post to app/account/delete with and without JavaScript, like a sign-out: its answer clears what the browser keeps of the shop. */
export function DeleteForm({ email, kept }: { email: string; kept: FormState }) {
  const { pending, onSubmit } = useOneSubmit()
  return (
    <form method="post" action="/account/delete" onSubmit={onSubmit} noValidate className="grid max-w-md gap-5">
      <FormSummary state={kept} labels={LABELS} />
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
        error={kept?.errors?.currentPassword}
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
