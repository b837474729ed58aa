'use client'

import { LogOut } from 'lucide-react'
import { announce } from '@/components/lab/announce'
import { Button } from '@/components/ui/button'
import { signOutAction } from '@/web/actions/account'
import { FormSummary } from './form-summary'
import { useFormAction } from './use-form-action'

/** Ends this session. Says so to the page first, so that the Lab does not take it for an anomaly. */
export function SignOutForm() {
  const { state, pending, formProps } = useFormAction(signOutAction)
  return (
    <form {...formProps} className="grid justify-items-start gap-3">
      <FormSummary state={state} labels={{}} />
      <Button
        type="submit"
        variant="outline"
        pending={pending}
        icon={<LogOut size={18} aria-hidden />}
        onClick={() => announce('sign-out')}
      >
        {pending ? 'Signing out…' : 'Sign out'}
      </Button>
    </form>
  )
}
